/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG (ITU-T T.81 | ISO/IEC 10918-1) as its marker segments: what jpeg.c, jpeg_check.c and
 * jpeg_blocks.c share. Nothing here decodes a picture.
 */
#ifndef WINNOW_MEDIA_JPEG_H
#define WINNOW_MEDIA_JPEG_H

#include "media/media.h"

enum {
	JPEG_SOF0 = 0xc0, /* baseline */
	JPEG_SOF1 = 0xc1, /* extended sequential */
	JPEG_SOF2 = 0xc2, /* progressive */
	JPEG_SOF3 = 0xc3, /* lossless */
	JPEG_DHT = 0xc4,
	JPEG_JPG = 0xc8,
	JPEG_DAC = 0xcc,
	JPEG_RST0 = 0xd0,
	JPEG_RST7 = 0xd7,
	JPEG_SOI = 0xd8,
	JPEG_EOI = 0xd9,
	JPEG_SOS = 0xda,
	JPEG_DQT = 0xdb,
	JPEG_DNL = 0xdc,
	JPEG_DRI = 0xdd,
	JPEG_DHP = 0xde,
	JPEG_EXP = 0xdf,
	JPEG_APP0 = 0xe0,
	JPEG_APP1 = 0xe1,
	JPEG_APP2 = 0xe2,
	JPEG_APP11 = 0xeb,
	JPEG_APP13 = 0xed,
	JPEG_APP15 = 0xef,
	JPEG_COM = 0xfe,
};

#define JPEG_COMPONENTS 4

struct jpeg_component {
	uint8_t id, h, v, tq;
};

struct jpeg_frame {
	uint8_t sof; /* its marker; 0: none yet */
	uint8_t precision, n, hmax, vmax;
	uint16_t height, width; /* height 0: a DNL segment will tell */
	struct jpeg_component c[JPEG_COMPONENTS];
};

/*
 * A scan header: which components, in frame order, with their tables; spectral band
 * and bit position.
 */
struct jpeg_scan_header {
	uint8_t n, ss, se, ah, al;
	struct {
		uint8_t component; /* index into jpeg_frame.c */
		uint8_t dc, ac;	   /* Huffman table numbers, 0..3 */
	} c[JPEG_COMPONENTS];
};

/* A Huffman table as it stands in a DHT segment. */
struct jpeg_huffman_spec {
	uint8_t class, id;  /* 0 DC, 1 AC; 0..3 */
	uint8_t counts[16]; /* codes of each length 1..16 */
	uint8_t symbols[256];
	uint16_t n; /* symbols in use */
};

struct jpeg_segment {
	uint8_t marker;
	uint64_t at;   /* of its FF, in the bytes it was read from */
	uint64_t body; /* after the length field */
	uint32_t size; /* of the body; 0 for markers that stand alone */
	uint64_t next; /* after it */
};

enum jpeg_read {
	JPEG_READ,  /* all is well */
	JPEG_ENDS,  /* the bytes end */
	JPEG_WRONG, /* this cannot be */
};

/* The marker (fill bytes skipped) and segment at `at`. */
enum jpeg_read jpeg_segment_at(struct bytes *b, uint64_t at, struct jpeg_segment *s);

/* The body of a segment in memory, or NULL when the bytes end before. Valid until the next read. */
const unsigned char *jpeg_body(struct bytes *b, const struct jpeg_segment *s);

/* Bodies of header segments, checked against T.81 annex B: 0, or -1 when they break its rules. */
int jpeg_parse_frame(uint8_t sof, const unsigned char *p, size_t n, struct jpeg_frame *f);
int jpeg_parse_scan(const struct jpeg_frame *f, const unsigned char *p, size_t n,
		    struct jpeg_scan_header *h);
int jpeg_check_quantization(const unsigned char *p, size_t n);
/* One table; *used says how many bytes it took. */
int jpeg_parse_huffman(const unsigned char *p, size_t n, struct jpeg_huffman_spec *t, size_t *used);

/* A frame header's marker, C0..CF without the three that are something else? */
bool jpeg_is_frame(uint8_t marker);
/* Sequential or progressive DCT with Huffman codes: what jpeg_scan.c can follow. */
bool jpeg_is_huffman_dct(uint8_t sof);

/* Where entropy-coded data stops, and why. */
enum jpeg_stop {
	JPEG_STOP_MARKER,  /* a marker that may end a scan stands at *at */
	JPEG_STOP_ENDS,	   /* the bytes end at *at */
	JPEG_STOP_ILLEGAL, /* a marker that cannot stand here, at *at */
	JPEG_STOP_RESTART, /* a restart marker out of turn, at *at */
};

/*
 * Steps over entropy-coded data from *at. Restart markers must come in turn and only where an
 * interval is set; *restarts counts them.
 */
enum jpeg_stop jpeg_entropy_skip(struct bytes *b, uint64_t *at, bool restart_interval,
				 uint64_t *restarts);

/* media_format.blocks of JPEG. */
void jpeg_blocks(struct bytes *b, struct media_blocks *out);

#endif
