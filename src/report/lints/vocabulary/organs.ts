// Parts of the body as reports name them: which larger part each belongs to, and in which region an examination meets it.

import type { BodyRegion } from "../../bodyParts.ts";

/** `id`, pattern for lower case text at word borders, the larger parts it belongs to, the regions whose examinations can show it. */
export type OrganRow = readonly [id: string, pattern: string, parent: string, regions: readonly BodyRegion[]];

const CHEST: readonly BodyRegion[] = ["chest"];
const TRUNK: readonly BodyRegion[] = ["chest", "abdomen"];
const ABDOMEN: readonly BodyRegion[] = ["abdomen", "pelvis", "chest"];
const PELVIS: readonly BodyRegion[] = ["pelvis", "abdomen"];
const HEAD: readonly BodyRegion[] = ["head", "neck"];
const ANY: readonly BodyRegion[] = [];

/** A part with no regions is met everywhere. */
export const ORGANS: readonly OrganRow[] = [
  ["lung", "lungs?|pulmonary|pneumonic|(?:upper|lower|middle) lobes?|lingula(?:r)?|[rl][uml]l|lungen?|(?:ober|unter|mittel)lappen\\w*|pulm[oó]n(?:ar|es)?|hemithorax", "", TRUNK.concat("neck", "breast")],
  ["lungZone", "(?:upper|lower|middle|mid) (?:lung )?zones?|bibasilar|basilar(?! arter)|basal(?! gangli)|bases?|perihilar|retrocardiac|(?:ober|unter|mittel)feld\\w*|airspaces?", "lung", ANY],
  ["pleura", "pleural?|costophrenic|(?:major|minor|oblique|horizontal|interlobar) fissures?", "lung", TRUNK.concat("neck", "breast")],
  ["airway", "trachea(?:l)?|bronch(?:us|i|ial)|carina|airways?", "lung", ["chest", "neck", "spine"]],
  ["heart", "heart(?! rate|beat)|cardiac (?:silhouette|size|chambers?|enlargement|shadow|contour|border)|cardiomegaly|cardiomediastinal|pericardi\\w+|(?:left|right) atri(?:al|um)|coronary|myocard\\w+|herz\\w*|coraz[oó]n", "", ["chest", "abdomen", "breast"]],
  ["heartWeak", "cardiac|cardio\\w*|atri(?:al|um|a)|valv(?:e|es|ular)|ventricular septum", "heart", ANY],
  ["mediastinum", "mediastin\\w+|(?<!fatty |nodal |central |echogenic |renal |splenic |hepatic )hil(?:um|ar|a|i)|subcarinal|paratracheal|thymus|thymic|precarinal", "", ["chest", "neck", "abdomen", "spine"]],
  ["aorta", "aort(?:a|ic)\\w*", "vessel", TRUNK.concat("pelvis", "neck")],
  ["vessel", "arter(?:y|ies|ial)|veins?|venous|vascular|vessels?|vena cava", "", ANY],
  ["esophagus", "(?:o)?esophag\\w+", "", ["chest", "neck", "abdomen"]],
  ["isthmus", "isthmus", "thyroid", ANY],
  ["thyroid", "thyroid|schilddrüse\\w*", "", ["neck", "chest", "spine", "head"]],
  ["liver", "liver|cirrho\\w+|hepato\\w+|hepatic|intrahepatic|leber\\w*|h[ií]gado|hepatobiliary", "biliaryGroup", ABDOMEN.concat("breast")],
  ["liverSegment", "segments? (?:[ivx]+|[1-8])[ab]?", "liver", ANY],
  ["gallbladder", "gall ?bladder|gall ?stones?|gallenblase|ves[ií]cula|chole(?:cyst|lith)\\w+", "biliaryGroup", ABDOMEN],
  ["bileDuct", "bile ducts?|biliary|common (?:bile )?duct|cbd|gallengäng\\w*", "biliaryGroup", ABDOMEN],
  ["pancreas", "pancrea(?:s|t\\w+)|pankreas\\w*|p[aá]ncreas", "", ABDOMEN],
  ["spleen", "spleen|spleno\\w+|splenic|milz\\w*|bazo", "", ABDOMEN],
  ["adrenal", "adrenal\\w*|suprarenal|nebenniere\\w*", "", ABDOMEN],
  ["kidney", "kidneys?|renal|perinephric|perirenal|nephro\\w*|pyelo\\w*|nieren?|niere|riñ[oó]n(?:es)?|calyx|calyceal|calyces", "", ABDOMEN],
  ["ureter", "ureter(?:s|al|ic)?|uvj|upj|ureterovesical|ureteropelvic|vesicoureteric", "kidney", PELVIS],
  ["bladder", "(?<!gall[ -])(?:urinary )?bladder|harnblase\\w*|vejiga|vesical", "", PELVIS],
  ["stomach", "stomach|gastric|pylor\\w+|magen|est[oó]mago", "bowel", ABDOMEN],
  ["bowel", "bowel|intestin\\w+|jejun\\w+|ile(?:um|al)|duoden\\w+|loops?|darm\\w*|terminal ileum|mesenter\\w+|mesenteric", "", ABDOMEN],
  ["colon", "diverticul\\w+|colitis|colon(?:ic)?|sigmoid(?! sinus)|cec(?:um|al)|caec(?:um|al)|rect(?:um|al|osigmoid)|(?:hepatic|splenic) flexure|kolon|sigma", "bowel", ABDOMEN],
  ["appendix", "append(?:ix|iceal|icular)|appendi[cz]itis|periappendiceal", "bowel", PELVIS],
  ["peritoneum", "peritone(?:um|al)|intraperitoneal|retroperitone\\w+|omentum|omental", "", ABDOMEN],
  ["prostate", "prostat(?:e|ic|a)\\w*|seminal vesicles?", "", ["pelvis", "abdomen"]],
  ["uterus", "uter(?:us|ine)|endometri\\w+|myometri\\w+|cervix|fibroids?", "", PELVIS],
  ["ovary", "ovar(?:y|ies|ian)|adnex(?:a|al|ae|en)|ovar", "", PELVIS],
  ["testis", "test(?:is|es|icle|icles|icular)|scrot(?:um|al)|epididym\\w+|hoden", "", ["pelvis"]],
  ["brain", "brain(?! natri)|cerebr(?:al|um)|intracranial|cortical sulci|sulci|parenchymal volume|white matter|gr[ae]y[- ]white|basal ganglia|thalam\\w+|putamen|caudate nucleus|internal capsule|corona radiata|centrum semiovale|corpus callosum|(?:frontal|parietal|temporal|occipital|insular)(?: lobes?| cortex| white)|insula|subinsular|pons|pontine|midbrain|brain ?stem|medulla oblongata|gehirn\\w*|hirn\\w*|cerebro|hemispher\\w+|hippocamp\\w+|lentiform|(?:mca|aca|pca)(?: territory)?|periventricular|(?:lateral|third|fourth) ventric(?:les?|ular)|ventricular system|basal cisterns|subarachnoid|subdural|epidural hematoma|falx|tentori\\w+", "", HEAD.concat("spine")],
  ["cerebellum", "cerebell(?:um|ar)|vermis|posterior fossa|tonsils?|kleinhirn", "brain", ["head", "neck", "spine"]],
  ["pituitary", "pituitary|sella(?:r)?|suprasellar|cavernous sinus|hypophys\\w+|optic chiasm", "brain", ["head"]],
  ["orbit", "orbit(?:s|al)?|globes?|lacrimal|extraocular|optic nerves?", "", HEAD],
  ["sinus", "(?:rhino)?sinusitis|(?:paranasal|maxillary|ethmoid(?:al)?|frontal|sphenoid(?:al)?) (?:sinus(?:es)?|air cells)|sinuses|antr(?:um|a)|nasennebenhöhlen|kieferhöhle|nasal septum|turbinates?", "", HEAD],
  ["mastoid", "mastoids?|middle ear|temporal bones?|tympanic", "", HEAD],
  ["skull", "skull|calvari\\w+|skull base|kalotte|zygoma\\w*|mandib\\w+|maxilla|nasal bones?", "bone", HEAD.concat("spine")],
  ["neckSpaces", "parotid|submandibular|pharyn\\w+|laryn\\w+|epiglott\\w+|tongue|vocal cords?|carotid|jugular", "", ["neck", "head", "chest", "spine"]],
  ["spine", "(?<!iliac |tibial |nasal |scapular |intercondylar |ischial )spin(?:e|al)|vertebra(?:e|l)?(?! arter)|(?<!optic |articular )dis[ck]s?|neural foram\\w+|foraminal|facet (?:joints?|arthropathy|arthrosis|hypertrophy|degeneration)|cauda equina|conus|thecal|(?:c[1-7]|t(?:[3-9]|1[0-2])|l[1-5])(?:[-/][ctls]?\\d{1,2})?|t[12][-/]t?\\d|s1|wirbel\\w*|endplates?|lordosis|lumbosacral", "bone", ["spine", "chest", "abdomen", "pelvis", "neck", "head"]],
  ["lumbarSpine", "lumbar (?!punctures?|drains?|shunts?|catheters?)\\w+|cauda equina|lumbosacral", "spine", ["spine", "chest", "abdomen", "pelvis"]],
  ["cord", "(?<!spermatic |umbilical |vocal |fibrous )(?:spinal )?cord(?! sign)", "spine", ["spine", "neck", "chest"]],
  ["rib", "ribs?|rippen?|costilla\\w*", "bone", ["chest", "abdomen", "spine", "breast"]],
  ["clavicle", "clavic(?:le|les|ular)|klavikula", "shoulderGroup", ["chest", "upperLimb", "neck"]],
  ["sternum", "stern(?:um|al)|manubri\\w+", "bone", CHEST],
  ["scapula", "scapul(?:a|ar)|glenoid|acromi\\w+|coracoid", "shoulderGroup", ["chest", "upperLimb"]],
  ["shoulder", "shoulders?|glenohumeral|rotator cuff|supraspinatus|infraspinatus|subscapularis|biceps tendon|schulter", "shoulderGroup", ["upperLimb", "chest", "neck", "spine"]],
  ["humerus", "humer(?:us|al)|greater tuberosity", "shoulderGroup elbowGroup", ["upperLimb", "chest"]],
  ["elbow", "elbows?|olecranon|radial head|epicondyle\\w*", "elbowGroup", ["upperLimb"]],
  ["forearm", "distal radius|radius|ulna(?:r)?|forearms?", "elbowGroup wristGroup", ["upperLimb"]],
  ["wrist", "wrists?|carpal\\w*|scaphoid(?! abdomen)|lunate|triquetr\\w+|scapholunate|tfcc", "wristGroup", ["upperLimb"]],
  ["hand", "hands?(?! side)|metacarp\\w+|(?<!dawson |dawson's )fingers?(?!-?(?: ?shaped|like))|thumb", "wristGroup", ["upperLimb"]],
  ["pelvisBone", "pelvic (?:ring|bones?)|pubic|rami|ramus|ischi(?:um|al)|ili(?:um|ac bone|ac wing|ac crest)|sacr(?:um|al|oiliac)|acetabul\\w+|symphysis|coccy\\w+", "hipGroup", ["pelvis", "abdomen", "spine", "lowerLimb"]],
  ["hip", "hips?|femoral (?:head|neck)|intertrochanteric|trochanter\\w*|hüft\\w*", "hipGroup", ["pelvis", "lowerLimb", "abdomen", "spine"]],
  ["femur", "femur|femoral (?:shaft|condyles?)|thighs?", "hipGroup kneeGroup", ["lowerLimb", "pelvis"]],
  ["knee", "knees?|menisc(?:us|al|i)|cruciate|acl|pcl|mcl|lcl|patell(?:a|ar|ofemoral)|tibial plateau|quadriceps|suprapatellar|kreuzband\\w*|rodilla|tibiofemoral|popliteus", "kneeGroup", ["lowerLimb"]],
  ["tibia", "tibi(?:a|al)|fibul(?:a|ar)|cal(?:f|ves)|gastrocnemius|popliteal", "kneeGroup ankleGroup", ["lowerLimb"]],
  ["ankle", "ankles?|malleol\\w+|tal(?:us|ar)|talofibular|calcaneofibular|syndesmosis|achilles|tibiotalar|sprunggelenk\\w*", "ankleGroup", ["lowerLimb"]],
  ["foot", "foot|feet|metatars\\w+|calcane(?:us|al)|toes?|lisfranc|navicular|hallux|plantar|tarsal", "ankleGroup", ["lowerLimb"]],
  ["bone", "bones?|bony|osseous|skelet\\w+|marrow|knochen\\w*|óse[ao]s?", "", ANY],
  ["breast", "breasts?|nipple|areol\\w+|mamm(?:a|ary)|retroareolar|(?:upper|lower) (?:outer|inner) quadrant|fibroglandular", "", ["breast", "chest"]],
  ["axilla", "axill(?:a|ary|ae)", "", ["breast", "chest", "upperLimb", "neck"]],
  ["softTissue", "soft[- ]tissues?|subcutaneous|muscles?|weichteil\\w*", "", ANY],
  ["inguinal", "inguinal|groin|umbilical|abdominal wall", "", ["pelvis", "abdomen", "lowerLimb"]],
  ["diaphragm", "(?:hemi)?diaphragm\\w*|zwerchfell\\w*|hiatal", "", TRUNK.concat("pelvis")],
  ["lymphNode", "lymph nodes?|nodal", "", ANY],
];
