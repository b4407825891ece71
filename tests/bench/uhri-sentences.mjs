// What the texts of a made-up file of UHRI are put together from. All of it is invented.

/** Verb, thing, place and manner of each language; a sentence is one of each. */
export const parts = {
  en: [
    ['Paint', 'Count', 'Water', 'Lend', 'Repair', 'Number', 'Light', 'Translate', 'Sweep', 'Open', 'Measure', 'Share'],
    [
      ' the bridges',
      ' every orchard',
      ' the village wells',
      ' all reading rooms',
      ' the ferries',
      ' the oldest lanterns',
      ' the tide tables',
      ' each market stall',
      ' the school gardens',
      ' the bicycle paths',
    ],
    [
      ' along the northern shore',
      ' in the nine valleys',
      ' behind the railway station',
      ' on both banks of the river',
      ' in towns with a clock tower',
      ' between the lighthouse and the mill',
    ],
    [
      ', before the rains begin',
      ', with at least one musician in each team',
      ', at no cost to the bakers',
      ', and tell the weavers in advance',
      ', taking the height of the ladders into account',
      '',
    ],
  ],
  fr: [
    ['Peindre', 'Compter', 'Arroser', 'Réparer', 'Éclairer', 'Balayer'],
    [' les ponts', ' chaque verger', ' les puits du village', ' les bacs', ' les étals du marché'],
    [' le long de la côte nord', ' dans les neuf vallées', ' derrière la gare', ' sur les deux rives'],
    [', avant les pluies', ', sans frais pour les boulangers', ', et prévenir les tisserands', ''],
  ],
  es: [
    ['Pintar', 'Contar', 'Regar', 'Reparar', 'Iluminar', 'Barrer'],
    [' los puentes', ' cada huerto', ' los pozos', ' los faroles más antiguos', ' los puestos del mercado'],
    [' en la costa norte', ' en los nueve valles', ' detrás de la estación', ' en ambas orillas'],
    [', antes de las lluvias', ', sin coste para los panaderos', ', y avisar a los tejedores', ''],
  ],
  ar: [
    ['طلاء', 'عد', 'سقي', 'إصلاح', 'إضاءة', 'كنس'],
    [' الجسور', ' كل بستان', ' آبار القرية', ' العبّارات', ' أكشاك السوق'],
    [' على طول الساحل الشمالي', ' في الوديان التسعة', ' خلف المحطة', ' على ضفتي النهر'],
    ['، قبل موسم الأمطار', '، دون تكلفة على الخبازين', '، وإبلاغ النساجين\u200e', ''],
  ],
  ru: [
    ['Покрасить', 'Сосчитать', 'Полить', 'Починить', 'Осветить', 'Подмести'],
    [' мосты', ' каждый сад', ' деревенские колодцы', ' паромы', ' рыночные прилавки'],
    [' вдоль северного берега', ' в девяти долинах', ' за вокзалом', ' на обоих берегах реки'],
    [', до начала дождей', ', бесплатно для пекарей', ', и предупредить ткачей', ''],
  ],
  zh: [
    ['粉刷', '清点', '浇灌', '修理', '点亮', '清扫'],
    ['桥梁', '每个果园', '村里的水井', '渡船', '市场摊位'],
    ['沿北岸', '在九个山谷', '在车站后面', '在河的两岸'],
    ['，赶在雨季之前', '，不向面包师收费', '，并通知织工', ''],
  ],
};
/** What ends a sentence, where it is no full stop. */
export const stops = { zh: '。' };
