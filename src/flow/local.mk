noinst_LIBRARIES += src/flow/libflow.a
src_flow_libflow_a_SOURCES = \
	src/flow/binding.c src/flow/binding.h \
	src/flow/digest_ring.c src/flow/digest_ring.h src/flow/digesting.c src/flow/digesting.h \
	src/flow/verify.c src/flow/verify.h \
	src/flow/engine.c src/flow/engine.h \
	src/flow/evidence.c \
	src/flow/flow.h \
	src/flow/records.c \
	src/flow/roles.h \
	src/flow/slots.c src/flow/slots.h \
	src/flow/source_role.c src/flow/stage_role.c
