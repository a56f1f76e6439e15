/* SPDX-License-Identifier: Apache-2.0 */
/* The table of signs, of source types and of generators. To add one, add a line. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "stage/exif_synthetic.h"

#define A1111 "generator parameters (Stable Diffusion)"
#define COMFY "generator workflow (ComfyUI)"

const struct sign signs[] = {
	/* A statement of the source, in the words of IPTC. */
	{"CBOR", "ActionsDigitalSourceType", SIGN_SOURCE, NULL, NULL, NULL},
	{"JSON", "DigitalSourceType", SIGN_SOURCE, NULL, NULL, NULL},
	{"XMP-iptcExt", "DigitalSourceType", SIGN_SOURCE, NULL, NULL, NULL},
	{"XMP-iptcExt", "DigitalSourcefileType", SIGN_SOURCE, NULL, NULL, NULL},
	{"XMP-iptcExt", "AISystemUsed", SIGN_PRESENT, NULL, NULL, "AI system named"},
	{"XMP-iptcExt", "AIPromptInformation", SIGN_PRESENT, NULL, NULL, "prompt stated"},
	{"XMP", "AIGC", SIGN_PRESENT, NULL, NULL, "label of generated content (AIGC)"},
	{"PNG", "AIGC", SIGN_PRESENT, NULL, NULL, "label of generated content (AIGC)"},
	/* What generators write of their own settings. */
	{"PNG", "Parameters", SIGN_HAS, "Steps: ", NULL, A1111},
	{"PNG", "Parameters", SIGN_HAS, "sui_image_params", NULL, "generator parameters (SwarmUI)"},
	{"PNG", "Parameters", SIGN_HAS, "prompt", NULL, "generator parameters"},
	{"PNG", "Parameters", SIGN_PRESENT, NULL, NULL, "generator parameters"},
	{"PNG", "Workflow", SIGN_PRESENT, NULL, NULL, COMFY},
	{"PNG", "Prompt", SIGN_HAS, "class_type", NULL, "generator prompt (ComfyUI)"},
	{"PNG", "Prompt", SIGN_PRESENT, NULL, NULL, "generator prompt"},
	{"PNG", "Negative_prompt", SIGN_PRESENT, NULL, NULL, "generator prompt"},
	{"PNG", "Use_stable_diffusion_model", SIGN_PRESENT, NULL, NULL, A1111},
	{"PNG", "Dream", SIGN_PRESENT, NULL, NULL, "generator parameters (InvokeAI)"},
	{"PNG", "Sd-metadata", SIGN_PRESENT, NULL, NULL, "generator parameters (InvokeAI)"},
	{"PNG", "Invokeai_metadata", SIGN_PRESENT, NULL, NULL, "generator parameters (InvokeAI)"},
	{"PNG", "Invokeai_graph", SIGN_PRESENT, NULL, NULL, "generator parameters (InvokeAI)"},
	{"PNG", "Invokeai_workflow", SIGN_PRESENT, NULL, NULL, "generator parameters (InvokeAI)"},
	{"PNG", "Fooocus_scheme", SIGN_PRESENT, NULL, NULL, "generator parameters (Fooocus)"},
	{"PNG", "Generation_data", SIGN_PRESENT, NULL, NULL, "generator parameters"},
	{"PNG", "Comment", SIGN_HAS, "\"sampler\"", "\"steps\"", "generator parameters (NovelAI)"},
	{"PNG", "Comment", SIGN_HAS, "Steps: ", "Sampler: ", A1111},
	{"PNG", "Description", SIGN_HAS, "Job ID: ", NULL, "job of a generator (Midjourney)"},
	{"XMP-dc", "Description", SIGN_HAS, "Job ID: ", " --", "job of a generator (Midjourney)"},
	{"ExifIFD", "UserComment", SIGN_HAS, "Steps: ", "Sampler: ", A1111},
	{"ExifIFD", "UserComment", SIGN_HAS, "Negative prompt: ", NULL, A1111},
	{"ExifIFD", "UserComment", SIGN_HAS, "sui_image_params", NULL,
	 "generator parameters (SwarmUI)"},
	{"ExifIFD", "UserComment", SIGN_HAS, "\"class_type\"", NULL, COMFY},
	{"ExifIFD", "UserComment", SIGN_HAS, "\"sampler\"", "\"steps\"", "generator parameters"},
	{"XMP-exif", "UserComment", SIGN_HAS, "\"sampler\"", "\"steps\"", "generator parameters"},
	{"XMP-exif", "UserComment", SIGN_HAS, "Steps: ", "Sampler: ", A1111},
	{"File", "Comment", SIGN_HAS, "Steps: ", "Sampler: ", A1111},
	{"File", "Comment", SIGN_HAS, "\"class_type\"", NULL, COMFY},
	{"IFD0", "ImageDescription", SIGN_HAS, "Steps: ", "Sampler: ", A1111},
	{"IFD0", "ImageDescription", SIGN_HAS, "workflow:{", NULL, COMFY},
	{"IFD0", "Make", SIGN_HAS, "workflow:{", NULL, COMFY},
	{"IFD0", "Make", SIGN_HAS, "prompt:{", NULL, COMFY},
	{"IFD0", "Model", SIGN_HAS, "prompt:{", NULL, COMFY},
	{"IFD0", "Model", SIGN_HAS, "workflow:{", NULL, COMFY},
	{"ItemList", "Comment", SIGN_HAS, "class_type", NULL, COMFY},
	{"Keys", "Comment", SIGN_HAS, "class_type", NULL, COMFY},
	{"Keys", "Workflow", SIGN_PRESENT, NULL, NULL, COMFY},
	{"Matroska", "Comment", SIGN_HAS, "class_type", NULL, COMFY},
	/* Programs, by their names. */
	{"CBOR", "ActionsSoftwareAgent", SIGN_GENERATOR, NULL, NULL, NULL},
	{"CBOR", "ActionsSoftwareAgentName", SIGN_GENERATOR, NULL, NULL, NULL},
	{"CBOR", "Claim_generator", SIGN_GENERATOR, NULL, NULL, NULL},
	{"CBOR", "Claim_Generator_InfoName", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IFD0", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IFD0", "ProcessingSoftware", SIGN_GENERATOR, NULL, NULL, NULL},
	{"ExifIFD", "ImageEditingSoftware", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IFD0", "Make", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IFD0", "Model", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IFD0", "Artist", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Source", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Title", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Author", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Generator", SIGN_GENERATOR, NULL, NULL, NULL},
	{"PNG", "Make", SIGN_GENERATOR, NULL, NULL, NULL},
	{"XMP-xmp", "CreatorTool", SIGN_GENERATOR, NULL, NULL, NULL},
	{"XMP-tiff", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"XMP-tiff", "Make", SIGN_GENERATOR, NULL, NULL, NULL},
	{"XMP-photoshop", "Credit", SIGN_GENERATOR, NULL, NULL, NULL},
	{"XMP-dc", "Creator", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IPTC", "Credit", SIGN_GENERATOR, NULL, NULL, NULL},
	{"IPTC", "OriginatingProgram", SIGN_GENERATOR, NULL, NULL, NULL},
	{"Keys", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"Keys", "Encoder", SIGN_GENERATOR, NULL, NULL, NULL},
	{"ItemList", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"ItemList", "Encoder", SIGN_GENERATOR, NULL, NULL, NULL},
	{"ItemList", "Artist", SIGN_GENERATOR, NULL, NULL, NULL},
	{"UserData", "SoftwareVersion", SIGN_GENERATOR, NULL, NULL, NULL},
	{"RIFF", "Software", SIGN_GENERATOR, NULL, NULL, NULL},
	{"File", "Comment", SIGN_GENERATOR, NULL, NULL, NULL},
	{NULL, NULL, SIGN_PRESENT, NULL, NULL, NULL},
};

/*
 * Of http://cv.iptc.org/newscodes/digitalsourcetype/ those whose content no camera recorded.
 * digitalCapture, computationalCapture, scans, humanEdits and drawings by hand are none.
 */
static const char *const sources[] = {
	"compositeWithTrainedAlgorithmicMedia",
	"trainedAlgorithmicMedia",
	"trainedAlgorithmicData",
	"algorithmicMedia",
	"algorithmicallyEnhanced",
	"compositeSynthetic",
	"virtualRecording",
	"dataDrivenMedia",
};

/* Names as whole words. Those that are words or makers besides must begin the value. */
static const struct generator {
	const char *name;
	bool begins;
} generators[] = {
	{"Stable Diffusion", false},
	{"StableDiffusion", false},
	{"Stable Cascade", false},
	{"SDXL", false},
	{"AUTOMATIC1111", false},
	{"Stability AI", false},
	{"DreamStudio", false},
	{"Midjourney", false},
	{"DALL-E", false},
	{"DALL·E", false},
	{"DALLE", false},
	{"OpenAI", false},
	{"OpenAI-API", false},
	{"ChatGPT", false},
	{"GPT-4o", false},
	{"gpt-image", false},
	{"Adobe Firefly", false},
	{"Adobe_Firefly", false},
	{"Firefly", true},
	{"Google Imagen", false},
	{"Imagen", true},
	{"Google AI", false},
	{"Google Generative AI", false},
	{"Google C2PA Core Generator Library", true},
	{"Gemini", true},
	{"Veo", true},
	{"Imagined with AI", false},
	{"Made with AI", false},
	{"Meta AI", false},
	{"Grok", true},
	{"xAI", true},
	{"Microsoft Designer", false},
	{"Bing Image Creator", false},
	{"Image Creator from", false},
	{"Microsoft_Responsible_AI", false},
	{"Responsible_AI", false},
	{"NovelAI", false},
	{"ComfyUI", false},
	{"InvokeAI", false},
	{"Fooocus", false},
	{"SwarmUI", false},
	{"SD.Next", false},
	{"Easy Diffusion", false},
	{"Draw Things", true},
	{"DiffusionBee", false},
	{"Mochi Diffusion", false},
	{"DeepFloyd", false},
	{"Black Forest Labs", false},
	{"FLUX.1", false},
	{"Leonardo.Ai", false},
	{"Ideogram", true},
	{"Recraft", true},
	{"Krea", true},
	{"Craiyon", false},
	{"NightCafe", false},
	{"Artbreeder", false},
	{"Civitai", false},
	{"TensorArt", false},
	{"Tensor.Art", false},
	{"SeaArt", false},
	{"PixAI", false},
	{"Playground AI", false},
	{"getimg.ai", false},
	{"RunwayML", false},
	{"Runway", true},
	{"Sora", true},
	{"Pika Labs", false},
	{"Kling", true},
	{"Luma Dream Machine", false},
	{"Bria AI", false},
	{"ElevenLabs", false},
};

const char *
sign_source(const char *value)
{
	size_t n = strlen(value);

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		size_t length = strlen(sources[i]);

		if (n >= length && strcasecmp(value + n - length, sources[i]) == 0 &&
		    (n == length || !isalnum((unsigned char)value[n - length - 1])))
			return sources[i];
	}
	return NULL;
}

static bool
is_word_end(const char *value, const char *at, size_t n)
{
	return (at == value || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]);
}

static bool
names(const struct generator *g, const char *value)
{
	size_t n = strlen(g->name);

	for (const char *at = value; (at = strcasestr(at, g->name)); at++) {
		if (g->begins && at != value)
			return false;
		if (is_word_end(value, at, n))
			return true;
	}
	return false;
}

/* Few names are made of the letters that a value has. */
static bool
has_letters(const bool letters[256], const char *name)
{
	while (*name && letters[(unsigned char)tolower((unsigned char)*name)])
		name++;
	return !*name;
}

/* Makers of cameras share the ambiguous names. */
const char *
sign_generator(const char *value, bool device)
{
	bool letters[256] = {false};

	for (const char *p = value; *p; p++)
		letters[(unsigned char)tolower((unsigned char)*p)] = true;
	for (size_t i = 0; i < sizeof generators / sizeof *generators; i++)
		if (!(device && generators[i].begins) && has_letters(letters, generators[i].name) &&
		    names(&generators[i], value))
			return generators[i].name;
	return NULL;
}
