import {
	Detour,
	NavMesh,
	NavMeshParams,
	NavMeshQuery,
	RecastChunkyTriMesh,
	statusFailed,
	TrianglesArray,
	VerticesArray,
} from "recast-navigation";
import { buildTiledNavMeshRcConfig, generateTileNavMeshData } from "recast-navigation/generators";
import type { Triple } from "../host/protocol.ts";
import type { SolidMesh } from "./solid-mesh.ts";

/** Who walks; in studs. */
export interface Agent {
	readonly radius: number;
	readonly height: number;
	/** The highest step. */
	readonly climb: number;
}

/** A rectangle of the ground. */
export interface Area {
	readonly min: readonly [x: number, z: number];
	readonly max: readonly [x: number, z: number];
}

/** The sides of a cell and its height, studs. Doors and furniture are multiples of half a stud or near it. */
const CELL_STUDS = 0.5;
const CELL_HEIGHT_STUDS = 0.1;
const TILE_CELLS = 96;
export const TILE_STUDS = TILE_CELLS * CELL_STUDS;
/** The documentation gives no figure. */
const MAX_SLOPE_DEGREES = 46;
/** Tiles and polygons share 22 bits of a polygon's number. */
const MAX_TILES = 1 << 13;
const MAX_POLYGONS = 1 << 9;
/** "A pathfinding computation may exceed 20,000 nodes": the documented budget. */
const MAX_NODES = 20_000;
/** Beyond a tile's edge, geometry that shapes the tile: the agent's radius and this. */
const BORDER_STUDS = 2;
/** Above and below the solids of a tile. */
const MARGIN_STUDS = 1;

const NO_POLYGONS = "Failed to create Detour navmesh data";

const tileOf = (studs: number): number => Math.floor(studs / TILE_STUDS);
const keyOf = (x: number, z: number): string => `${x},${z}`;

/** One agent's navigation mesh of one peer's world. Tiles are built when a path needs them. */
export class NavTiles {
	private readonly mesh = new NavMesh();
	private readonly config: ReturnType<typeof buildTiledNavMeshRcConfig>["config"];
	private readonly borderStuds: number;
	private readonly built = new Map<string, readonly [x: number, z: number]>();
	private open: NavMeshQuery | undefined;

	constructor(
		agent: Agent,
		private readonly solids: ReadonlyMap<number, SolidMesh>,
	) {
		this.borderStuds = agent.radius + BORDER_STUDS;
		const { config } = buildTiledNavMeshRcConfig({
			recastConfig: {
				borderSize: 0,
				tileSize: TILE_CELLS,
				cs: CELL_STUDS,
				ch: CELL_HEIGHT_STUDS,
				walkableSlopeAngle: MAX_SLOPE_DEGREES,
				walkableHeight: Math.ceil(agent.height / CELL_HEIGHT_STUDS),
				walkableClimb: Math.floor(agent.climb / CELL_HEIGHT_STUDS),
				walkableRadius: Math.ceil(agent.radius / CELL_STUDS),
				maxEdgeLen: 48,
				maxSimplificationError: 1.1,
				minRegionArea: 4,
				mergeRegionArea: 16,
				maxVertsPerPoly: 6,
				detailSampleDist: 8,
				detailSampleMaxError: 2,
			},
			navMeshBounds: [
				[0, 0, 0],
				[TILE_STUDS, 1, TILE_STUDS],
			],
		});
		this.config = config;
		this.mesh.initTiled(
			NavMeshParams.create({
				orig: { x: 0, y: 0, z: 0 },
				tileWidth: TILE_STUDS,
				tileHeight: TILE_STUDS,
				maxTiles: MAX_TILES,
				maxPolys: MAX_POLYGONS,
			}),
		);
	}

	/** For paths within what is built. */
	query(): NavMeshQuery {
		this.open ??= new NavMeshQuery(this.mesh, { maxNodes: MAX_NODES });
		return this.open;
	}

	/** Builds the missing tiles of an area. Returns whether there were any. */
	build({ min, max }: Area): boolean {
		let isNew = false;
		for (let x = tileOf(min[0]); x <= tileOf(max[0]); x++) {
			for (let z = tileOf(min[1]); z <= tileOf(max[1]); z++) {
				if (this.built.has(keyOf(x, z))) continue;
				this.built.set(keyOf(x, z), [x, z]);
				this.buildTile(x, z);
				isNew = true;
			}
		}
		return isNew;
	}

	/** Removes the tiles that a changed area touches: a path that needs one builds it anew. */
	forget({ min, max }: Area): void {
		const border = this.borderStuds;
		const [x0, z0] = [tileOf(min[0] - border), tileOf(min[1] - border)];
		const [x1, z1] = [tileOf(max[0] + border), tileOf(max[1] + border)];
		for (const [key, [x, z]] of this.built) {
			if (x < x0 || x > x1 || z < z0 || z > z1) continue;
			this.built.delete(key);
			this.mesh.removeTile(this.mesh.getTileRefAt(x, z, 0));
		}
	}

	destroy(): void {
		this.open?.destroy();
		this.mesh.destroy();
	}

	private buildTile(x: number, z: number): void {
		const border = this.borderStuds;
		const [x0, z0] = [x * TILE_STUDS, z * TILE_STUDS];
		const near = [...this.solids.values()].filter(
			({ min, max }) =>
				max[0] >= x0 - border &&
				min[0] <= x0 + TILE_STUDS + border &&
				max[2] >= z0 - border &&
				min[2] <= z0 + TILE_STUDS + border,
		);
		if (near.length === 0) return;
		const bmin: Triple = [x0, Math.min(...near.map(({ min }) => min[1])) - MARGIN_STUDS, z0];
		const top = Math.max(...near.map(({ max }) => max[1])) + MARGIN_STUDS;
		const bmax: Triple = [x0 + TILE_STUDS, top, z0 + TILE_STUDS];
		this.addTile(near, { x, y: z, bmin: [...bmin], bmax: [...bmax] });
	}

	private addTile(
		solids: ReadonlyArray<SolidMesh>,
		tile: { x: number; y: number; bmin: [number, number, number]; bmax: [number, number, number] },
	): void {
		const vertices = new VerticesArray();
		const triangles = new TrianglesArray();
		const corners: number[] = [];
		const indices: number[] = [];
		for (const solid of solids) {
			const first = corners.length / 3;
			for (const triangle of solid.triangles) indices.push(...triangle.map((index) => first + index));
			for (const vertex of solid.vertices) corners.push(...vertex);
		}
		vertices.copy(corners);
		triangles.copy(indices);
		const soup = new RecastChunkyTriMesh();
		soup.init(vertices, triangles, indices.length / 3, 256);
		const result = generateTileNavMeshData(vertices, triangles, this.config, soup, tile);
		vertices.destroy();
		triangles.destroy();
		// A tile without ground for the agent has no polygons, which is an error there.
		if (!result.success && result.error !== NO_POLYGONS)
			throw new Error(`recast-navigation: ${result.error}`);
		if (!result.success || result.data === undefined) return;
		const { status } = this.mesh.addTile(result.data, Detour.DT_TILE_FREE_DATA, 0);
		if (statusFailed(status)) throw new Error(`recast-navigation: a tile was refused (${status})`);
	}
}
