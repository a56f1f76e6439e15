/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-exif: adds what a picture's metadata says of device, place and time. */
#include "stage/exif.h"
#include "tools/exif_devices.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	bool devices = false;
	const struct option_spec options[] = {
		{0, "devices", NULL,
		 N_("write one record for each device that the items name, not the items"),
		 OPTION_FLAG, &devices, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_exif, NULL}};
	struct tool tool = {.name = "winnow-exif",
			    .summary = N_("Reads the metadata of pictures: device, place, time."),
			    .usage = "[FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_tsk, library_ewf, library_exif}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return devices ? tool_devices(&tool, stages, 1) : tool_filter(&tool, stages, 1);
}
