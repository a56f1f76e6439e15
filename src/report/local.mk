noinst_LIBRARIES += src/report/libreport.a
src_report_libreport_a_SOURCES = \
	src/report/case_data.c src/report/case_fields.c \
	src/report/collect.c src/report/collect_custody.c src/report/collect_device.c src/report/collect_evidence.c \
	src/report/collect_file.c src/report/collect_hit.c src/report/collect_note.c \
	src/report/collect_run.c src/report/collect_sum.c src/report/collect_system.c src/report/section_system.c src/report/chart_disk.c src/report/chart_matches.c src/report/chart_places.c \
	src/report/chart_times.c src/report/drawing.c src/report/drawing.h src/report/csv.c src/report/counting.c src/report/counting.h \
	src/report/doc.c src/report/edition.c src/report/edition.h \
	src/report/html_drawing.c src/report/html_drawing.h src/report/html_parts.c src/report/html_parts.h src/report/html_style.c src/report/making.c src/report/output.c src/report/text_pool.c src/report/render_csv.c \
	src/report/render_html.c src/report/render_text.c src/report/render_vics.c src/report/renderers.c \
	src/report/report.c src/report/scratch.c src/report/section_case.c src/report/section_close.c src/report/section_counting.c \
	src/report/section_statistics.c src/report/section_steps.c src/report/section_verification.c src/report/statistics.c src/report/statistics.h \
	src/report/section_devices.c src/report/section_exhibits.c src/report/section_front.c \
	src/report/section_items.c src/report/section_limitations.c src/report/section_matches.c \
	src/report/section_method.c src/report/section_notes.c src/report/section_sets.c \
	src/report/section_summary.c src/report/sections.c src/report/values.c src/report/wrap.c src/report/xml.c \
	src/report/case_data.h src/report/collect.h src/report/csv.h src/report/doc.h \
	src/report/facts.h src/report/html_style.h src/report/making.h src/report/output.h src/report/text_pool.h \
	src/report/renderer.h src/report/report.h src/report/scratch.h src/report/sections.h src/report/wrap.h \
	src/report/xml.h
include src/report/pdf.mk
include src/report/exchange.mk
include src/report/language.mk
