/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a case file, as the report prints them. examples/case.ini explains each. */
#include "base/i18n.h"
#include "report/case_data.h"

const struct case_field case_fields[] = {
	{"report", "id", N_("Report number of the laboratory")},
	{"report", "version", N_("Version")},
	{"report", "classification", N_("Classification")},
	{"report", "distribution", N_("Distribution")},
	{"report", "issued", N_("Date of issue")},
	{"report", "language", N_("Language")},
	{"agency", "name", N_("Agency")},
	{"agency", "laboratory", N_("Laboratory")},
	{"agency", "unit", N_("Unit")},
	{"agency", "address", N_("Address")},
	{"agency", "contact", N_("Contact")},
	{"agency", "accreditation", N_("Accreditation")},
	{"case", "number", N_("Case number")},
	{"case", "title", N_("Case title")},
	/*
	 * TRANSLATORS: as the authority names it; the name of an offence is quoted as the law has
	 * it (Vietnam’s Criminal Code, art. 147: “Tội sử dụng người dưới 16 tuổi vào mục đích khiêu
	 * dâm”; art. 326: “Tội truyền bá văn hóa phẩm đồi trụy”). In words of your own keep to the
	 * Luxembourg Guidelines: child sexual abuse material (CSAM), fr “matériel d’abus sexuels
	 * sur enfants”, vi “tài liệu xâm hại tình dục trẻ em”, and no word that makes it a genre.
	 */
	{"case", "offence", N_("Offence under investigation")},
	{"case", "legal_basis", N_("Legal basis")},
	/*
	 * TRANSLATORS: the act that permits the examination: a warrant, an order, a request (fr
	 * “réquisition”, “ordonnance de commission d’expert”; vi “lệnh khám xét”, “quyết định
	 * trưng cầu giám định”).
	 */
	{"authority", "kind", N_("Kind of authority")},
	{"authority", "number", N_("Number of the authority")},
	{"authority", "issuer", N_("Issued by")},
	{"authority", "issued", N_("Issued on")},
	{"authority", "expires", N_("Expires on")},
	{"authority", "scope", N_("Scope")},
	{"request", "requester", N_("Requested by")},
	{"request", "received", N_("Request received on")},
	{"request", "questions", N_("Questions asked")},
	/*
	 * TRANSLATORS: who examines and signs. No title that a court grants (fr “expert
	 * judiciaire”, vi “giám định viên tư pháp”): the person may not hold it.
	 */
	{"examiner", "name", N_("Examiner")},
	{"examiner", "rank", N_("Rank or position")},
	{"examiner", "qualification", N_("Qualification")},
	{"examiner", "organisation", N_("Organisation")},
	{"review", "technical_reviewer", N_("Technical reviewer")},
	{"review", "technical_date", N_("Technical review on")},
	{"review", "administrative_reviewer", N_("Administrative reviewer")},
	{"review", "administrative_date", N_("Administrative review on")},
	{"review", "authorised_by", N_("Release authorised by")},
	/*
	 * TRANSLATORS: custody of an object, the list of its hand-overs (chain of custody); never
	 * of a person.
	 */
	{"custody", "entry", N_("Custody log")},
	{"environment", "place", N_("Place of the examination")},
	{"environment", "equipment", N_("Equipment")},
	{"environment", "clock", N_("Clock source and deviation")},
	{"method", "purpose", N_("Purpose of the examination")},
	{"method", "procedure", N_("Procedure followed")},
	{"method", "deviations", N_("Deviations from the procedure")},
	{"method", "validation", N_("Validation of the tools")},
	{"method", "error_rates", N_("Known error rates")},
	{"method", "dual_tool", N_("Verification with a second tool")},
	{"disclosure", "unused_material", N_("Unused material")},
	{"disclosure", "exculpatory", N_("Material that may assist the defence")},
	{"limitations", "text", N_("Limitations stated by the examiner")},
	{"opinion", "interpretation", N_("Interpretation")},
	{"opinion", "opinion", N_("Opinion")},
	{"opinion", "recommendations", N_("Recommendations")},
	{NULL, NULL, NULL},
};

const struct case_field case_exhibit_fields[] = {
	{"exhibit", "file", N_("Evidence file")},
	{"exhibit", "evidence_id", N_("Evidence identifier")},
	{"exhibit", "description", N_("Description")},
	{"exhibit", "make", N_("Make")},
	{"exhibit", "model", N_("Model")},
	{"exhibit", "serial", N_("Serial number")},
	{"exhibit", "capacity", N_("Capacity")},
	{"exhibit", "seals", N_("Seals")},
	{"exhibit", "condition", N_("Condition on receipt")},
	{"exhibit", "received_from", N_("Received from")},
	{"exhibit", "received_on", N_("Received on")},
	{"exhibit", "acquired_by", N_("Acquired by")},
	{"exhibit", "acquired_on", N_("Acquired on")},
	{"exhibit", "acquisition_tool", N_("Acquisition tool")},
	{"exhibit", "write_blocker", N_("Write blocker")},
	{"exhibit", "acquisition_notes", N_("Remarks on the acquisition")},
	{NULL, NULL, NULL},
};
