"""A small but complete scenario, so that tests do not depend on the numbers of the shipped ones."""

SMALL = """\
# What does a small market do?
# It has one closed model.
#
# Not part of the question.
schema: 1
name: small
title: A small market
seeds: 1..4
horizon: {start: 2023-01, months: 24}
owners:
  bigsoft: {label: Bigsoft}
  rival: {label: Rival}
  lab: {label: Lab}
  other_lab: {label: Other lab}
  studio: {label: Studio}
clouds:
  blue:
    label: Blue
    owner: bigsoft
    home_share: 0.6
    capacity: 1
    compute_price: 2.0
    resource_cost: 1.0
    marketplace_fee: 0.03
  green:
    label: Green
    owner: rival
    home_share: 0.4
    capacity: 1
    compute_price: 2.0
    resource_cost: 1.0
    marketplace_fee: 0.05
models:
  alpha:
    label: Alpha
    lab: lab
    architecture: autoregressive
    open: false
    primary_host: blue
    capability: 3
    specialisation: {coding: 0.5}
    serving_cost: 1
    tokens_per_second: 90
    initial_output: 0.05
    training_budget: 0.1
  beta:
    label: Beta
    lab: other_lab
    architecture: diffusion
    open: true
    primary_host: green
    capability: 2
    serving_cost: 0.5
    tokens_per_second: 100
    initial_output: 0.05
    training_budget: 0.1
tasks:
  chat:
    label: Chat
    buyer: consumer
    budget: 2
    budget_growth: 0.8
    log_price_sensitivity: 1.5
    outside_trend: 2
    volume_share: 1
    price_sensitivity: 0.6
    outside_utility: 1.5
    latency_aversion: 0.05
    compliance_penalty: 0
    adoption_delay: 0
  coding:
    label: Coding
    buyer: enterprise
    budget: 1.8
    budget_growth: 1.6
    log_price_sensitivity: 1.2
    outside_trend: 2
    volume_share: 1
    price_sensitivity: 0.3
    outside_utility: 2
    latency_aversion: 0.05
    compliance_penalty: 0
    adoption_delay: 0
enterprises:
  count: 100
  panel: 50
  workloads_per_task: 3
  size_spread: 1.0
  price_sensitivity_spread: 0.25
  multi_cloud_share: 0.35
  suites: {office: 0.6}
  portability_friction: 1.0
  switching_cost: 1.0
  upgrade_cost: 0.2
  new_work: 0.8
  concentration_cost: 0.5
  neutrality_discount: 0.3
  tolerated_dependence: 0.4
  renewal_period: 12
  home_switching_cost: 6
  home_review_dispersion: 2
  home_review_period: 48
  home_review_horizon: 36
  second_cloud_cost: 12
  second_cloud_dispersion: 2
  base_cloud_spend: 25
  base_cloud_growth: 0.2
  base_cloud_fading: 0.05
  base_cloud_margin: 0.35
  base_capital_intensity: 0.2
  integration_cost: 0.3
  segments:
    small:
      label: Small firms
      firm_share: 0.7
      spend_share: 0.3
      task_mix: {coding: 2}
      suites: {office: 0.4}
      homes: {blue: 0.8, green: 1.3}
      adoption: {innovation: 0.01, imitation: 1.5, start_share: 0.01}
      brand_taste: {lab: 0.5}
    large:
      label: Large firms
      firm_share: 0.3
      spend_share: 0.7
      adoption: {innovation: 0.01, imitation: 1.0, start_share: 0}
consumers:
  volume_share: 0.4
  types: 5
  price_sensitivity_spread: 0.25
  switching_cost: 1.0
  concentration_cost: 0
  renewal_period: 3
adoption: {budget_fading: 0.25, reference_price: 1, ceiling: 8, innovation: 0.01, imitation: 0.4, start_share: 0.005,
  launch_shock: 0.01}
apps:
  writer:
    label: Writer
    owner: bigsoft
    task: coding
    host: blue
    bonus: 1.0
    surfaces:
      editor: {weight: 0.7, use: 0.3, use_with_suite: 0.9}
      mail: {weight: 0.3, use: 0.2}
    suite: office
    licences: [alpha, beta]
contracts:
  bigsoft-lab: {access: exclusive, licence: open, wholesale_markup: 1.0}
  rival-lab: {access: open}
compute:
  target_utilisation: 0.8
  price_adjustment: 0.1
  price_floor_margin: 0.05
  open_hosting_margin: 0.15
  order_lead: 9
  order_limit: 0.5
  trend_memory: 6
  trend_limit: 0.1
  gpu_supply: 0.03
  gpu_supply_growth: 1.6
  gpu_price: 40000
  hours_per_gpu: 438
  interest: 0.1
  depreciation_months: 60
  servers: 1000
  service_time: 1.0
technology:
  training_effect: 0.08
  catch_up: 0.03
  capability_noise: 0.03
  training_reference: 0.08
  training_efficiency_growth: 1
  training_growth: 2.4
  training_saturation: 20
  reinvestment_share: 0.25
  quality_anchor: 0
  progress_ratio: 0.85
  algorithmic_decline: 0.5
  cost_of_capability: 0.35
  diffusion_speed: 8
  diffusion_cost_advantage: 3
  diffusion_penalty: 0.8
  diffusion_hazard: 0.03
  diffusion_recovery: 0.1
routing: {dispersion: 0.5, concentration_cost: 1.0}
rules:
  demand: budgets
  technology: training
  pricing: nash
  routing: cost_quality
  wholesale: markup
  bargaining: fixed
  finance: ample
  deals: none
  renegotiation_period: 12
trials: {size: 0.02, step: 0.01, memory: 12}
bargaining:
  lab_weight: 0.5
  negotiation_cost: 0.05
  founding: false
  foresight: 3
  discount_rate: 0.1
  panel: 50
  term: 36
  preferred_lag: 12
  licence_markup: 1.0
  revenue_share: 0.20
  rounds: 4
  pause: 3
  trigger_load: 0.98
  trigger_runway: 12
  trigger_lead: 0.5
finance:
  multiple: 28
  growth_exponent: 0.5
  dependence_discount: 0.3
  tolerated_dependence: 0.4
  compute_dependence_weight: 0.5
  training_reserve: 12
  training_plan: 24
  sentiment_spread: 0.05
  sentiment_persistence: 0.9
  shadow_slope: 2
  funding_horizon: 24
  raise_below: 12
  raise_months: 18
  largest_round: 0.2
  round_interval: 6
  listing_revenue: 10
  listing_dependence: 0.5
  listing_margin: 0.4
  listing_round: 0.1
  distress_runway: 3
  liquidation_share: 0.1
  relationship_cost: 0.01
options: {}
deals: {premium: 0.3, talent: 0.1, break_fee: 0.05, horizon: 60, dependence_target: 0.5, search_period: 12}
regulator:
  hhi_threshold: 1800
  rise_threshold: 100
  share_threshold: 0.3
  gateway_share: 0.5
  serial_deals: 3
  serial_months: 36
  review_months: 12
  severity: -2.5
  presumption_weight: 2
  gateway_weight: 2
  serial_weight: 1
entry: {rate: 0, cost: 3, gap: 0.5, diffusion_share: 0.15, speciality: 0.5, horizon: 60}
shocks: {breakthrough_rate: 0, breakthrough_size: 0.3, outage_rate: 0}
appraisal: {period: 12, starts: 3, horizon: 36, distribution_cost: 0.1}
"""

HEADER = """\
schema: 1
name: child
title: A child
extends: small.yaml
"""
