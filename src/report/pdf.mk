REPORT_LIBS = $(PDF_LIBS) $(SQLITE_LIBS)
# What only builds with cairo, Pango and libqpdf have.
if HAVE_PDF
src_report_libreport_a_SOURCES += \
	src/report/icc.c src/report/icc.h src/report/pdf.h src/report/pdf_finish.c src/report/pdf_finish.h \
	src/report/pdf_drawing.c src/report/pdf_listing.c src/report/pdf_listing.h \
	src/report/pdf_page.c src/report/pdf_confine.c src/report/pdf_confine.h src/report/pdf_face.c src/report/pdf_face.h src/report/pdf_plain.c src/report/pdf_plain.h src/report/pdf_row.c src/report/pdf_table.c src/report/render_pdf.c
endif
