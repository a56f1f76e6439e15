noinst_LIBRARIES += src/report/libreport.a
src_report_libreport_a_SOURCES = \
	src/report/case_data.c src/report/case_fields.c src/report/collect.c \
	src/report/collect_device.c src/report/collect_evidence.c src/report/collect_file.c \
	src/report/collect_hit.c src/report/collect_note.c src/report/collect_run.c \
	src/report/collect_sum.c src/report/pool.c src/report/report.c src/report/values.c \
	src/report/case_data.h src/report/collect.h src/report/facts.h src/report/pool.h \
	src/report/report.h
