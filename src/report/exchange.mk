# Renderers for other programs.
src_report_libreport_a_SOURCES += \
	src/report/case_facts.c src/report/case_graph.c src/report/case_graph.h src/report/case_item.c \
	src/report/database.c src/report/database.h src/report/database_facts.c \
	src/report/database_item.c src/report/database_row.h \
	src/report/graph.c src/report/graph.h src/report/render_case.c src/report/render_dfxml.c \
	src/report/render_sqlite.c \
	src/report/xml_data.c src/report/xml_data.h
