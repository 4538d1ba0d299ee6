/** A scenario of our own, with the irregularities that such files have. */
export const SMALL_SCENARIO = `
metadata:
  seed_id: Mill_01
  estimated_turns: 3
world_state:
  setting: The Old Mill
  description: A mill by a stream. Nobody has ground here for years
  environment: {time_of_day: "evening_19:45", weather: heavy_rain_outside, lighting_level: dim_lantern}
  locations:
    - {id: yard, name: Mill Yard, type: outdoor_yard, description: Cobbled yard, position: {x: 0, y: 0, z: 0}, access_points: [hall, well]}
    - {id: hall, name: Grinding Hall, type: hall, description: Hall with two stones, position: {x: 10, y: 0, z: 0}}
    - {id: loft, name: Loft 2, type: store, position: {x: 10, y: 0, z: 6}}
  objects:
    - {id: great_wheel, name: Great Wheel, type: mechanism, description: Oak wheel with iron teeth, location: hall, properties: {powered: false, readable: true, investigation_difficulty: hard}}
    - {id: flour_chest, name: Flour Chest, type: container, description: Sacks of flour, location: loft, properties: {sealed: false, contents: grey_flour}}
    - {id: ledger, name: Ledger, type: document, location: flour_chest}
    - {id: bucket, name: Bucket, type: tool, location: well}
  npcs:
    - {id: miller, name: Old Miller, type: ally, location: hall, relationship: trusted_uncle, description: Man of few words}
    - {id: ghost, name: Ghost, type: spirit, location: nowhere}
characters:
  - character_id: Ada
    name: Ada Quill
    role: Surveyor
    position: {x: 9, y: 0, z: 0}
    stats: {strength: {current: 11, maximum: 14}, wisdom: {current: 16}, luck: {current: 3}}
    resources: {health: {current: 80, maximum: 90}, stamina: {current: 60, maximum: 70}}
    state: {fatigue_level: 0.3, status_effects: [wet_feet]}
    equipment: [{id: rule, name: Brass Rule, type: tool}, 7]
    ai_personality: {caution: 0.7, curiosity: 0.9, truth_seeking: 0.4, persistence: 0.8, constructor: 0.5, decision_style: slow}
objectives:
  primary:
    - id: look
      description: Look into the mill's machinery
      completion_criteria:
        - investigate_action_on: [great_wheel]
        - done_with_grace: true
      success_weight: 0.3
  secondary:
    - id: spare
      completion_criteria: {stamina_remaining: ">= 10", actions_per_turn: "<= 1"}
`;
