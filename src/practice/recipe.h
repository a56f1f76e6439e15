/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a recipe says, as data: winnow-recipe(5). Reading one opens nothing but the recipe and
 * checks everything that can be known without building: words, bounds, names, references.
 */
#ifndef WINNOW_PRACTICE_RECIPE_H
#define WINNOW_PRACTICE_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "practice/moment.h"

#define RECIPE_BYTES_MAX    ((size_t)16 << 20)
#define RECIPE_DISK_MAX	    ((uint64_t)16 << 40)
#define RECIPE_MANY_MAX	    100000000u
#define RECIPE_FOLDER_MAX   20000u		 /* files in a folder of `many` */
#define RECIPE_CONTENT_MAX  ((uint64_t)64 << 20) /* bytes of one content */
#define RECIPE_SEGMENT_MIN  ((uint64_t)1 << 20)	 /* of EWF */
#define RECIPE_SEGMENT_MAX  ((uint64_t)2047 << 20)
#define RECIPE_PIXELS_MAX   50000000u
#define RECIPE_FRAMES_MAX   3000u /* of a film */
#define RECIPE_SIDE_MAX	    20000u
#define RECIPE_FRAGMENT_MAX 64u
#define RECIPE_DEPTH_MAX    32u /* folders in a path */
#define RECIPE_NESTING_MAX  6u	/* archives in archives; as deep as winnow-ls looks */
#define RECIPE_MEMBERS_MAX  5000u

enum table_kind { TABLE_NONE, TABLE_MBR, TABLE_GPT };
enum fs_kind { FS_GAP, FS_FAT16, FS_FAT32, FS_EXFAT, FS_NTFS, FS_EXT4 };
enum filler { FILLER_ZEROS, FILLER_RANDOM, FILLER_TEXT };
enum content_kind {
	CONTENT_PICTURE,
	CONTENT_TEXT,
	CONTENT_NOISE,
	CONTENT_CUT,
	CONTENT_ARCHIVE,
	CONTENT_MOVIE
};
enum picture_format { PICTURE_JPEG, PICTURE_PNG, PICTURE_GIF, PICTURE_WEBP, PICTURE_HEIC };
enum scene { SCENE_SHAPES, SCENE_LANDSCAPE, SCENE_CHART, SCENE_CARD, SCENE_CHECKER };
enum known_kind { KNOWN_NOT, KNOWN_ALERT, KNOWN_IGNORE, KNOWN_INFO };
enum plant_kind { PLANT_DIR, PLANT_FILE, PLANT_DELETED, PLANT_STREAM, PLANT_FREE, PLANT_MANY };

/* How the pieces of a file follow each other on the disk. */
enum piece_order { ORDER_FORWARD, ORDER_BACKWARD, ORDER_MIXED };

/* All text is borrowed from the recipe; NULL where nothing was said. */
struct camera {
	const char *name;
	const char *make, *model, *serial, *owner, *software, *lens, *lens_serial;
	int64_t clock; /* seconds that its clock is ahead of the time; negative: behind */
};

struct position {
	bool set;
	int32_t latitude, longitude; /* millionths of a degree, WGS 84 */
	bool altitude_set;
	int32_t altitude; /* centimetres */
};

/* How a picture came to differ from the one it was made of. */
struct alteration {
	const char *of;	  /* NULL: it was made of none */
	unsigned scaled;  /* percent of the sides; 0 or 100: as they were */
	unsigned cropped; /* percent of the sides that are cut away, half of it on each side */
	bool greyed, mirrored;
};

/* What OffsetTimeOriginal says. */
enum zone_said { ZONE_AS_TYPED, ZONE_UNSAID, ZONE_OTHER };

struct picture {
	enum picture_format format;
	struct alteration alteration; /* width and height are those of the original */
	unsigned width, height;
	enum scene scene;
	const char *words;
	const char *like; /* drawn from the same numbers as the picture of this name */
	unsigned noise;	  /* 0..127: how far a pixel's brightness strays */
	unsigned quality; /* 1..100, JPEG */
	bool progressive;
	bool thumbnail;
	const struct camera *camera;
	struct moment taken; /* in truth; the clock's face is clock seconds on */
	int64_t clock;
	enum zone_said zone_said;
	int zone;		/* ZONE_OTHER: minutes east of UTC */
	struct moment gps_time; /* what the receiver says; not set: the truth */
	struct position position;
	const char *thumb_of; /* PNG: what it is the thumbnail of, as freedesktop.org has it */
	struct moment thumb_time;
};

enum archive_kind {
	ARCHIVE_ZIP,
	ARCHIVE_TAR,
	ARCHIVE_TAR_GZ,
	ARCHIVE_DOCX,
	ARCHIVE_THUMBCACHE,
	ARCHIVE_THUMBS
};

struct archive_member {
	const char *path;
	size_t content;
	struct moment modified;
	bool stored; /* not compressed */
	unsigned line;
};

struct archive {
	enum archive_kind kind;
	const char *password; /* NULL: not encrypted */
	const char *words;    /* ARCHIVE_DOCX: its text */
	unsigned nesting;     /* 1: holds no archive */
	struct archive_member *members;
	size_t n;
};

enum movie_kind { MOVIE_MP4, MOVIE_MOV, MOVIE_AVI };

/* Its frames show the picture beside it, a ball that moves, and their number. */
struct movie {
	enum movie_kind kind;
	unsigned frames, rate; /* frames a second */
	bool fast_start;       /* MP4, MOV: the index stands before the frames */
};

struct content {
	enum content_kind kind;
	const char *name;
	struct picture picture; /* CONTENT_PICTURE, CONTENT_MOVIE */
	struct movie movie;	/* CONTENT_MOVIE */
	const char *words;	/* CONTENT_TEXT */
	uint64_t bytes;		/* TEXT: 0 or the length to repeat the words to; NOISE, CUT */
	size_t from; /* CUT: index of what is cut short; PICTURE: of its original, if any */
	struct archive *archive; /* CONTENT_ARCHIVE */
	bool pdq;		 /* PICTURE: its PDQ stands in the list of the known too */
	enum known_kind known;
	unsigned category;
	unsigned line;
};

struct times {
	struct moment modified, accessed, changed, created;
};

struct plant {
	enum plant_kind kind;
	const char *path;   /* relative, '/' between parts; NULL for PLANT_FREE */
	const char *stream; /* PLANT_STREAM: its name */
	size_t content;	    /* index; not of PLANT_DIR */
	struct times times;
	struct moment deleted;
	unsigned fragments; /* >= 1 */
	enum piece_order order;
	bool interleaved; /* its pieces lie between those of the plant before it */
	unsigned count, each,
		written; /* PLANT_MANY: files, those of a folder, one in how many holds its bytes */
	bool at_set;
	uint64_t at; /* byte offset in the volume or gap; of a file: at or behind it */
	unsigned line;
};

struct volume_spec {
	enum fs_kind fs;
	uint64_t size;
	const char *label;
	uint64_t serial;  /* FAT, exFAT: 32 bits; NTFS: 64 bits; ext4: first half of its UUID */
	uint32_t cluster; /* bytes; 0: chosen by size */
	enum filler filler;
	bool names_kept; /* ext4: deletion leaves the name in the directory, as kernels before 5.13
			    did */
	struct plant *plants;
	size_t n;
	unsigned line;
};

struct acquisition {
	const char *case_number, *evidence_number, *description, *examiner, *notes;
	struct moment date;
	uint64_t segment; /* bytes of one EWF segment file; 0: not said */
};

struct recipe {
	const char *file; /* as given, for messages */
	uint64_t seed;
	struct moment time;
	enum table_kind table;
	uint64_t size; /* of the disk; 0: what the parts need */
	bool disk_given;
	struct acquisition acquisition;
	struct camera **cameras;
	size_t ncameras;
	struct content *contents;
	size_t ncontents;
	struct volume_spec *volumes;
	size_t nvolumes;
	char *text; /* what every string points into */
};

/* Reads and checks. -1 with "FILE:LINE: …" naming the first mistake. */
int recipe_read(struct recipe *r, const char *file, struct error *e);
/* The same from memory; text need not end in NUL. */
int recipe_parse(struct recipe *r, const char *file, const char *text, size_t n, struct error *e);
void recipe_release(struct recipe *r);

const char *fs_name(enum fs_kind fs);
const char *known_name(enum known_kind kind);

#endif
