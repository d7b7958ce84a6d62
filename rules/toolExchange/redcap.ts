// What a data dictionary of REDCap is, for its reader and its writer: 18 columns, one field a row.

/** The columns of a data dictionary, in the order in which REDCap writes and wants them. */
export const REDCAP_HEADING = [
  'Variable / Field Name',
  'Form Name',
  'Section Header',
  'Field Type',
  'Field Label',
  'Choices, Calculations, OR Slider Labels',
  'Field Note',
  'Text Validation Type OR Show Slider Number',
  'Text Validation Min',
  'Text Validation Max',
  'Identifier?',
  'Branching Logic (Show field only if...)',
  'Required Field?',
  'Custom Alignment',
  'Question Number (surveys only)',
  'Matrix Group Name',
  'Matrix Ranking?',
  'Field Annotation',
] as const;

/** The same columns as programs name them that read a dictionary from REDCap’s interface. */
export const REDCAP_NAMES = [
  'field_name',
  'form_name',
  'section_header',
  'field_type',
  'field_label',
  'select_choices_or_calculations',
  'field_note',
  'text_validation_type_or_show_slider_number',
  'text_validation_min',
  'text_validation_max',
  'identifier',
  'branching_logic',
  'required_field',
  'custom_alignment',
  'question_number',
  'matrix_group_name',
  'matrix_ranking',
  'field_annotation',
];

export type RedcapColumn = (typeof REDCAP_HEADING)[number];
/** Columns by the words that stand in what is said of them. */
export const REDCAP_PARTS = {
  label: 'Field Label',
  guidance: 'Field Note',
  bounds: 'Text Validation Min',
  options: 'Choices',
  condition: 'Branching Logic',
};
