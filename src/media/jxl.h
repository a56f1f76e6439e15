/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG XL codestreams (ISO/IEC 18181-1): image header, then frames, each with a table of the sizes
 * of its sections. Walking looks at the beginning of the first, which proves itself; the closer
 * look reads all of them.
 */
#ifndef WINNOW_MEDIA_JXL_H
#define WINNOW_MEDIA_JXL_H

#include "media/jxl_bits.h"
#include "media/media.h"

#define JXL_EXTRA_MAX 256

struct jxl_image {
	uint32_t width, height;
	uint32_t preview_width, preview_height; /* 0: none */
	bool animated, timecodes, xyb, float_samples, icc, grey;
	bool proven;	 /* its profile's code proved itself */
	unsigned extras; /* channels beside colour */
	unsigned char extra_shift[JXL_EXTRA_MAX];
};

/* The image header; false where it breaks or the bits end (r->over). */
bool jxl_image_read(struct jxl_image *h, struct jxl_bits *r);

/* An ICC profile, stepped over. */
bool jxl_icc_skip(struct jxl_bits *r, bool *proven);

/* Sections whose places are kept; of frames with more of them only the first is looked at. */
#define JXL_SECTIONS_KEPT 4096

#define JXL_PASSES_MAX 11

enum {
	JXL_NOISE = 1,
	JXL_PATCHES = 2,
	JXL_SPLINES = 16,
	JXL_LF_FRAME = 32,
};

struct jxl_frame {
	bool last, modular, ycc;
	unsigned flags, group_shift, passes, upsampling;
	uint32_t width, height;		    /* as coded */
	uint32_t coded_width, coded_height; /* less upsampling */
	uint32_t full_width, full_height;
	unsigned char across[3], down[3];	       /* of YCbCr: 1 where a channel is halved */
	unsigned char extra_upsampling[JXL_EXTRA_MAX]; /* logarithms */
	unsigned char least_shift[JXL_PASSES_MAX], most_shift[JXL_PASSES_MAX];
	uint64_t sections, lf_groups, groups;
	uint64_t at, size; /* of all sections: bytes in the codestream */
	uint64_t first;	   /* where the first section begins among them */
	bool permuted;	   /* their order is coded, and its code proved itself */
	/* From `at`, in the order in which the sections are numbered; NULL: not kept. */
	uint64_t *places, *lengths;
};

/* A frame's header and table; false where it breaks or the bits end. Release in any case. */
bool jxl_frame_read(struct jxl_frame *f, const struct jxl_image *h, struct jxl_bits *r,
		    bool preview);
void jxl_frame_release(struct jxl_frame *f);

enum jxl_proof {
	JXL_UNPROVEN, /* nothing against it, but it could not prove itself */
	JXL_LIKELY,   /* its decision tree and the codes behind it are complete */
	JXL_PROVEN,   /* an ANS state that must have one value has it */
	JXL_REFUTED,
};

/* Reads the beginning of a frame's first section; *end: how far. */
enum jxl_proof jxl_frame_prove(const struct jxl_frame *f, const struct jxl_image *h,
			       struct bytes *b, uint64_t *end);

/*
 * What reading a frame left behind the sections that others need, for reading the others again with
 * other bytes. All zero to begin with.
 */
struct jxl_kept {
	struct jxl_decoder *decoder; /* or NULL */
	uint64_t at, end;	     /* where its frame begins, and where those sections end */
	uint64_t numbers;	     /* that might still be read then */
	uint64_t work; /* of the last look: bytes, and numbers that they were read as */
};
void jxl_kept_release(struct jxl_kept *kept);

/*
 * The closer look at a file of which what lies before `trusted` is known to hold: costs what is
 * behind it. For trying what may follow there: kept is of the looks before at the same file, each
 * of which may have other bytes from its own `trusted` on.
 */
void jxl_check_beyond(struct bytes *b, uint64_t start, uint64_t trusted, struct jxl_kept *kept,
		      struct media_walk *w);

/* Patches, as they begin a frame's first section. */
enum jxl_proof jxl_patches_read(struct jxl_bits *r, unsigned extras);

struct jxl_stream {
	struct bytes *b; /* the codestream alone begins at `start` */
	uint64_t start;
	uint64_t sectors; /* the file begins here, perhaps before b: sectors are counted from it */
	bool deep;	  /* read the sections */
	uint64_t trusted; /* but not those that end before here and that no other one needs */
	struct jxl_kept *kept; /* or NULL */

	struct jxl_image image;
	uint64_t at;		 /* end, or as far as it held */
	uint64_t frames;	 /* whole ones */
	uint64_t likely, proven; /* frames of which the first section holds, and proves itself */
	uint64_t read;		 /* the furthest byte that codes were read to which hold */
	uint64_t held;		 /* sections that were read to their ends, of all frames */
	uint64_t decoded;	 /* frames all of whose sections were; */
	uint64_t unread;	 /* and those of a kind that is not followed */
	enum media_state state;
	const char *why;
};

/* The caller fills the first group. MEDIA_NOT: no codestream. */
void jxl_follow(struct jxl_stream *s);

/*
 * Reads all sections of a frame to their ends. What is not followed (splines) leaves it unproven.
 */
struct jxl_decoded {
	enum jxl_proof proof; /* REFUTED: at `broke`; LIKELY, PROVEN: all sections hold */
	uint64_t broke;	      /* place in s->b */
	uint64_t held;	      /* sections that hold */
};
void jxl_frame_decode(const struct jxl_frame *f, const struct jxl_stream *s,
		      struct jxl_decoded *out);

#endif
