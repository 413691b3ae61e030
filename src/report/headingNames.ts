// Names of report sections: those that RadDraft writes, and all that it reads.

import type { ReportLanguage, SectionKind } from "./document.ts";

/** Sections whose headings are plain names; an addendum's carries its date. */
export type NamedSection = Exclude<SectionKind, "addendum">;

/** What RadDraft writes. */
export const SECTION_NAMES: Readonly<Record<ReportLanguage, Readonly<Record<Exclude<SectionKind, "other">, string>>>> = {
  en: { exam: "Exam", clinicalInformation: "Clinical information", technique: "Technique", comparison: "Comparison", findings: "Findings", impression: "Impression", limitations: "Limitations", addendum: "Addendum" },
  de: { exam: "Untersuchung", clinicalInformation: "Klinische Angaben", technique: "Technik", comparison: "Vergleich", findings: "Befund", impression: "Beurteilung", limitations: "Einschränkungen", addendum: "Nachtrag" },
  es: { exam: "Estudio", clinicalInformation: "Información clínica", technique: "Técnica", comparison: "Comparación", findings: "Hallazgos", impression: "Impresión", limitations: "Limitaciones", addendum: "Adenda" },
};

/** First words of an addendum's heading. */
export const ADDENDUM_LANGUAGES: Readonly<Record<string, ReportLanguage>> = { addendum: "en", addenda: "en", nachtrag: "de", adenda: "es" };

/** What is read, in lower case and without accents; umlauts also as `ae`, since reports are dictated into systems without them. French is read only. */
export const NAMES: Readonly<Record<NamedSection, Readonly<Record<ReportLanguage | "fr", readonly string[]>>>> = {
  exam: {
    en: ["exam", "examination", "procedure", "study", "exam type", "type of exam", "examination type", "exam performed", "study type", "procedures", "exams"],
    de: ["untersuchung", "untersuchungen", "untersuchungsart", "art der untersuchung", "durchgefuhrte untersuchung", "durchgefuehrte untersuchung"],
    es: ["estudio", "estudio realizado", "exploracion", "exploracion realizada", "examen", "examen realizado", "tipo de estudio", "tipo de examen", "tipo de exploracion", "prueba", "prueba realizada", "procedimiento"],
    fr: ["examen"],
  },
  clinicalInformation: {
    en: [
      "clinical information", "clinical history", "history", "indication", "indications", "clinical indication", "clinical indications", "clinical data", "clinical details", "clinical background",
      "clinical question", "clinical statement", "clinical context", "reason for exam", "reason for examination", "reason for study", "reason for the exam", "reason for this exam", "reason for procedure",
      "relevant history", "patient history", "medical history", "history of present illness", "presentation", "clinical presentation", "indication for study", "indication for exam", "indication for examination", "indication for the examination", "indication for procedure",
      "reason for visit", "reason for referral", "reason for scan", "reason for imaging", "clinical notes", "clinical summary", "provided history",
    ],
    de: [
      "klinische angaben", "klinische angabe", "klinische information", "klinische informationen", "klinische daten", "klinische fragestellung", "klin. angaben", "klin. angabe", "klin. fragestellung", "klin. daten", "fragestellung", "fragestellungen",
      "indikation", "rechtfertigende indikation", "klinische indikation", "anamnese", "klinik", "klinischer hintergrund", "klinischer verlauf", "vorgeschichte", "uberweisungsdiagnose", "ueberweisungsdiagnose", "zuweisungsdiagnose",
    ],
    es: [
      "informacion clinica", "datos clinicos", "indicacion", "indicaciones", "indicacion clinica", "motivo", "motivo del estudio", "motivo de estudio", "motivo de consulta", "motivo de la consulta", "motivo de la exploracion", "motivo de exploracion", "motivo del examen", "motivo de la solicitud", "motivo de solicitud", "motivo de peticion",
      "historia clinica", "antecedentes", "antecedentes clinicos", "antecedentes personales", "contexto clinico", "cuadro clinico", "resumen clinico", "sospecha clinica", "sospecha diagnostica", "justificacion clinica",
    ],
    fr: ["indication", "renseignements cliniques", "informations cliniques", "contexte clinique", "contexte", "motif"],
  },
  technique: {
    en: ["technique", "techniques", "method", "methods", "protocol", "imaging technique", "technical information", "technical details", "contrast", "procedure details", "scan technique", "examination technique"],
    de: ["technik", "untersuchungstechnik", "aufnahmetechnik", "methode", "methodik", "protokoll", "untersuchungsprotokoll", "durchfuhrung", "durchfuehrung", "technische durchfuhrung", "technische durchfuehrung"],
    es: ["tecnica", "tecnica de exploracion", "tecnica de estudio", "tecnica del estudio", "tecnica utilizada", "tecnica empleada", "metodo", "metodologia", "protocolo", "protocolo de estudio"],
    fr: ["technique", "protocole", "technique d'examen"],
  },
  comparison: {
    en: [
      "comparison", "comparisons", "comparison study", "comparison studies", "comparison exam", "comparison exams", "compared to", "prior studies", "prior study", "priors", "prior exams", "prior imaging",
      "previous studies", "previous study", "previous examinations", "previous imaging", "comparative studies",
    ],
    de: ["vergleich", "voraufnahme", "voraufnahmen", "voruntersuchung", "voruntersuchungen", "vorbefund", "vorbefunde", "vergleichsuntersuchung", "vergleichsuntersuchungen", "vergleichsaufnahme", "vergleichsaufnahmen"],
    es: ["comparacion", "comparaciones", "estudio comparativo", "estudios comparativos", "estudio de comparacion", "estudios de comparacion", "estudios previos", "estudio previo", "estudios anteriores", "estudio anterior", "exploraciones previas", "exploracion previa", "examenes previos", "examen previo"],
    fr: ["comparaison", "examens anterieurs", "examen anterieur"],
  },
  findings: {
    en: ["findings", "finding", "result", "results", "description", "report", "observations", "imaging findings", "radiological findings", "radiologic findings", "body of report"],
    de: ["befund", "befunde", "befundbeschreibung", "befundung", "bildbefund", "radiologischer befund", "radiologische befunde", "rontgenbefund", "roentgenbefund", "ct-befund", "mrt-befund", "sonographiebefund", "sonografiebefund", "ergebnis", "ergebnisse", "bericht"],
    es: [
      "hallazgos", "hallazgo", "hallazgos radiologicos", "hallazgos por imagen", "hallazgos de imagen", "hallazgos imagenologicos", "descripcion", "descripcion de hallazgos", "descripcion de los hallazgos",
      "resultados", "resultado", "informe", "informe radiologico", "observaciones",
    ],
    fr: ["resultats", "resultat", "constatations", "compte rendu"],
  },
  impression: {
    en: [
      "impression", "impressions", "conclusion", "conclusions", "opinion", "summary", "interpretation", "diagnosis", "diagnostic impression", "radiological impression", "final impression", "final diagnosis",
      "radiological diagnosis", "assessment", "summary and conclusion",
    ],
    de: [
      "beurteilung", "zusammenfassung", "zusammenfassende beurteilung", "abschliessende beurteilung", "abschließende beurteilung", "radiologische beurteilung", "schlussfolgerung", "diagnose", "diagnosen", "radiologische diagnose",
      "bewertung", "gesamtbeurteilung", "fazit", "interpretation",
    ],
    es: [
      "impresion", "impresion diagnostica", "impresion radiologica", "impresiones", "conclusion", "conclusiones", "conclusion diagnostica", "conclusiones diagnosticas", "diagnostico", "diagnostico radiologico", "juicio diagnostico",
      "opinion", "opinion diagnostica", "interpretacion", "valoracion", "resumen",
    ],
    fr: ["impression", "conclusion", "synthese"],
  },
  limitations: {
    en: ["limitations", "limitation", "study limitations", "study quality", "technical quality", "image quality"],
    de: ["einschrankungen", "einschrankung", "einschraenkungen", "einschraenkung", "limitationen", "bildqualitat", "bildqualitaet", "beurteilbarkeit"],
    es: ["limitaciones", "limitacion", "limitaciones del estudio", "limitaciones tecnicas", "calidad del estudio", "calidad de imagen", "calidad de la imagen"],
    fr: ["limites", "qualite"],
  },
  other: {
    en: [
      "recommendation", "recommendations", "follow-up", "follow up", "communication", "critical results", "critical findings", "notification", "comment", "comments", "note", "notes", "radiation dose", "dose", "complications",
      "medications", "signature", "signed by", "electronically signed by", "dictated by", "attending", "reporting radiologist",
    ],
    de: ["empfehlung", "empfehlungen", "prozedere", "procedere", "anmerkung", "anmerkungen", "unterschrift", "dosis", "strahlendosis"],
    es: ["recomendacion", "recomendaciones", "firma", "comentario", "comentarios", "nota", "notas", "dosis", "dosis de radiacion"],
    fr: ["recommandation", "recommandations"],
  },
};
