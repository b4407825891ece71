import type { Headings } from './grid.js';

export type UprInfoColumn =
  'stateUnderReview' | 'recommendation' | 'recommendingState' | 'response' | 'themes' | 'session' | 'paragraph';

/** UPR Info's own headings, the ones its researchers use, and the plain words for them. Two columns are called Rgrp and two Org: none is needed. */
export const uprInfoHeadings: Headings<UprInfoColumn> = {
  stateUnderReview: ['sur', 'to', 'stateunderreview', 'countryunderreview', 'reviewedstate', 'etatexamine'],
  recommendation: [
    'recommendation',
    'recommendations',
    'text',
    'recommendationtext',
    'recommandation',
    'recommandations',
  ],
  recommendingState: [
    'rs',
    'from',
    'recommendingstate',
    'recommendingstates',
    'recommendingcountry',
    'etatauteur',
    'etatsauteurs',
  ],
  response: ['response', 'position', 'answer', 'reponse', 'decision'],
  themes: ['issue', 'issues', 'theme', 'themes', 'thematiques'],
  session: ['session', 'uprsession', 'sessions'],
  paragraph: ['paragraph', 'para', 'paragraphnumber', 'paragraphe'],
};

/** What a list cannot do without: the State under review only where nobody has said which it is. */
export const needed = (hints: { stateUnderReview?: string }): readonly UprInfoColumn[] =>
  hints.stateUnderReview === undefined
    ? ['stateUnderReview', 'recommendingState', 'recommendation', 'response']
    : ['recommendingState', 'recommendation', 'response'];
