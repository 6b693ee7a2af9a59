/**
 * `draining`: turns in flight end and their events are still fetched, but no session opens. `closed`: nothing but
 * answers that the gateway stops.
 */
export type GatewayPhase = "open" | "draining" | "closed";
