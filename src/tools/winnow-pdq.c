/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/pdq.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	struct pdq_config config = {0};
	const struct option_spec options[] = {
		{0, "no-video", NULL, N_("leave videos out"), OPTION_FLAG, &config.no_video, NULL,
		 0, 0},
		{0, "turns", NULL,
		 N_("also the digests of a picture turned and mirrored in all ways"), OPTION_FLAG,
		 &config.turns, NULL, 0, 0},
		{0, "upright", NULL, N_("turn pictures as their Exif orientation says first"),
		 OPTION_FLAG, &config.upright, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_pdq, &config}};
	struct tool tool = {.name = "winnow-pdq",
			    .summary = N_("Adds perceptual digests (PDQ) of pictures and of the "
					  "frames of videos to records."),
			    .usage = "[FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_tsk, library_ewf, library_pixels}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return tool_filter(&tool, stages, 1);
}
