// Attributes that may say who somebody is or where: PS3.15 Table E.1-1 (basic profile), as far as it concerns people and
// places. Left out of it are UIDs, devices, times of day, descriptions of procedures, and age, sex, size and weight.

/** What must be known of an attribute to tell. */
export interface NamedAttribute {
  /** Eight hexadecimal digits in lower case. */
  readonly tag: string;
  readonly vr: string;
  /** Null for private and unknown attributes. */
  readonly keyword: string | null;
  readonly isPrivate: boolean;
}

/** Names of people, and days: the Studies tree hides dates with the names. */
const IDENTIFYING_VRS: ReadonlySet<string> = new Set(["PN", "DA", "DT"]);

/** Private values of these are numbers and references; the profile removes private attributes for what their texts may say. */
const PLAIN_VRS: ReadonlySet<string> = new Set(["AT", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UI", "UL", "US", "UV"]);

const IDENTIFYING: ReadonlySet<string> = new Set([
  // The patient.
  "PatientID", "IssuerOfPatientID", "IssuerOfPatientIDQualifiersSequence", "TypeOfPatientID", "OtherPatientIDs", "OtherPatientIDsSequence",
  "PatientBirthTime", "PatientAddress", "PatientTelephoneNumbers", "PatientTelecomInformation", "CountryOfResidence", "RegionOfResidence",
  "MilitaryRank", "BranchOfService", "MedicalRecordLocator", "InsurancePlanIdentification", "PatientInsurancePlanCodeSequence",
  "ReferencedPatientPhotoSequence", "ReferencedPatientSequence", "ReferencedPatientAliasSequence", "EthnicGroup",
  "PatientReligiousPreference", "Occupation", "PatientPrimaryLanguageCodeSequence", "ResponsibleOrganization", "SpecialNeeds",
  // Texts about the patient.
  "AdditionalPatientHistory", "PatientComments", "MedicalAlerts", "Allergies", "PatientState", "AdmittingDiagnosesDescription", "DischargeDiagnosisDescription",
  "VisitComments", "StudyComments", "ImageComments", "FrameComments", "IdentifyingComments", "AcquisitionComments", "ImagePresentationComments",
  "CommentsOnThePerformedProcedureStep", "CommentsOnTheScheduledProcedureStep", "RequestedProcedureComments", "ImagingServiceRequestComments",
  "ResultsComments", "InterpretationText", "InterpretationDiagnosisDescription", "Impressions", "ReasonForStudy", "ReasonForVisit",
  "ReasonForTheRequestedProcedure", "ReasonForTheImagingServiceRequest", "TextValue", "TextString", "TextComments", "UnformattedTextValue",
  // Numbers under which the patient, the visit, the order or the specimen is filed.
  "AccessionNumber", "StudyID", "StudyIDIssuer", "AdmissionID", "IssuerOfAdmissionID", "IssuerOfAdmissionIDSequence", "ServiceEpisodeID",
  "IssuerOfServiceEpisodeID", "IssuerOfServiceEpisodeIDSequence", "RequestedProcedureID", "PerformedProcedureStepID", "ScheduledProcedureStepID",
  "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest", "IssuerOfAccessionNumberSequence", "SpecimenAccessionNumber",
  "ContainerIdentifier", "SpecimenIdentifier", "SlideIdentifier", "BarcodeValue", "LabelText", "ResultsIDIssuer", "InterpretationIDIssuer",
  "ClinicalTrialSubjectID", "ClinicalTrialSubjectReadingID",
  // People who treat, order, acquire or read.
  "ReferringPhysicianAddress", "ReferringPhysicianTelephoneNumbers", "ReferringPhysicianIdentificationSequence", "ConsultingPhysicianIdentificationSequence",
  "PhysiciansOfRecordIdentificationSequence", "PerformingPhysicianIdentificationSequence", "PhysiciansReadingStudyIdentificationSequence",
  "OperatorIdentificationSequence", "ScheduledPerformingPhysicianIdentificationSequence", "ContentCreatorIdentificationCodeSequence",
  "PersonIdentificationCodeSequence", "PersonAddress", "PersonTelephoneNumbers", "PersonTelecomInformation", "ActualHumanPerformersSequence",
  "ScheduledHumanPerformersSequence", "HumanPerformerOrganization", "AuthorObserverSequence", "ParticipantSequence", "VerifyingObserverSequence",
  "VerifyingObserverIdentificationCodeSequence", "CurrentObserverTrial", "VerbalSourceTrial", "AddressTrial", "TelephoneNumberTrial",
  "IntendedRecipientsOfResultsIdentificationSequence", "ResultsDistributionListSequence", "InterpretationApproverSequence", "DistributionAddress",
  "OrderCallbackPhoneNumber", "OrderCallbackTelecomInformation", "TopicAuthor", "CameraOwnerName",
  // Places.
  "InstitutionName", "InstitutionAddress", "InstitutionCodeSequence", "InstitutionalDepartmentName", "InstitutionalDepartmentTypeCodeSequence",
  "StationName", "PerformedStationName", "PerformedStationNameCodeSequence", "PerformedStationAETitle", "PerformedLocation",
  "PerformedStationGeographicLocationCodeSequence", "ScheduledStationName", "ScheduledStationNameCodeSequence", "ScheduledStationAETitle",
  "ScheduledStationGeographicLocationCodeSequence", "ScheduledProcedureStepLocation", "ScheduledStudyLocation", "ScheduledStudyLocationAETitle",
  "RequestedProcedureLocation", "RequestingService", "OrderEntererLocation", "CurrentPatientLocation", "PatientInstitutionResidence",
  "ScheduledPatientInstitutionResidence", "VerifyingOrganization", "CustodialOrganizationSequence", "ClinicalTrialSiteID", "ClinicalTrialSiteName",
  "ClinicalTrialCoordinatingCenterName", "ClinicalTrialSponsorName", "ClinicalTrialProtocolEthicsCommitteeName", "SourceApplicationEntityTitle",
  "SendingApplicationEntityTitle", "ReceivingApplicationEntityTitle",
  // What a data set was before somebody changed it, names with it.
  "ModifiedAttributesSequence", "OriginalAttributesSequence",
]);

/** GPSVersionID to GPSDifferential: where a photograph was taken. */
const GPS = /^001600(7[0-9a-f]|8[0-9a-e])$/;

/**
 * Whether an attribute's value, or for a sequence everything in it, is hidden with the patient's data.
 * @see PS3.15 Table E.1-1
 */
export function mayIdentify({ tag, vr, keyword, isPrivate }: NamedAttribute): boolean {
  if (IDENTIFYING_VRS.has(vr) || GPS.test(tag)) return true;
  if (isPrivate) return vr !== "SQ" && !PLAIN_VRS.has(vr) && !isCreator(tag);
  return keyword !== null && IDENTIFYING.has(keyword);
}

/** Every keyword of the list, for a check against the dictionary. */
export function identifyingKeywords(): readonly string[] {
  return [...IDENTIFYING];
}

/** Private creators, gggg0010 to gggg00ff (PS3.5 7.8.1), name makers of devices. */
function isCreator(tag: string): boolean {
  return /^00[1-9a-f][0-9a-f]$/.test(tag.slice(4));
}
