/// <reference types="@rbxts/testez/globals" />
import { CollectionService, Workspace } from "@rbxts/services";
import type { BodyResult, NpcBody, NpcDefinition } from "server/ports";
import { FrameBudget } from "server/net/frame-budget";
import { createClock } from "server/roblox/clock";
import { createNpcBodies } from "server/roblox/npc-bodies";
import { createThreads } from "server/roblox/threads";
import { createFakeLog } from "../support/fake-log";
import { definitionOf } from "../support/test-town";
import { expectMore, expectNoText, expectText } from "../../shared/support/expectations";

/** The avatar service may be asked first, over the network. */
const BODY_WAIT_SECONDS = 30;

/** A fall of 60 studs takes less than one. */
const FALL_SECONDS = 10;

export = () => {
	describe("an NPC's body", () => {
		const definition: NpcDefinition = { ...definitionOf("Specimen"), persona: "a secret of the specimen" };
		let spawn: Part;
		let body: NpcBody | undefined;
		let grouped: Model | undefined;
		let animated: Model | undefined;

		const setUp = () => {
			const threads = createThreads((message) => error(message));
			const clock = createClock(threads);
			return createNpcBodies({
				threads,
				clock,
				budget: new FrameBudget(clock.now),
				log: createFakeLog(),
				groups: { addNpc: (model) => (grouped = model) },
				animations: {
					add: (model) => {
						animated = model;
						return () => (animated = undefined);
					},
				},
			});
		};

		const create = (bodies: ReturnType<typeof setUp>, wanted = definition): BodyResult => {
			let result: BodyResult | undefined;
			bodies.create(wanted, (made) => (result = made));
			const deadline = os.clock() + BODY_WAIT_SECONDS;
			while (result === undefined && os.clock() < deadline) task.wait();
			assert(result, "no answer");
			if (result.kind === "ok") body = result.body;
			return result;
		};

		const findModel = () =>
			CollectionService.GetTagged("Npc").find(
				(instance) => instance.GetAttribute("NpcId") === definition.npcId,
			) as Model | undefined;

		beforeEach(() => {
			spawn = new Instance("Part");
			spawn.Anchored = true;
			spawn.Size = new Vector3(4, 1, 4);
			spawn.Position = new Vector3(2000, 0.5, 0);
			spawn.SetAttribute("NpcId", definition.npcId);
			spawn.AddTag("NpcSpawn");
			spawn.Parent = Workspace;
		});

		afterEach(() => {
			body?.destroy();
			body = undefined;
			spawn.Destroy();
		});

		it("stands on its spawn, with a head, and can be found by its tag and id", () => {
			expect(create(setUp()).kind).to.equal("ok");
			const model = findModel();
			assert(model);
			expect(model.GetAttribute("DisplayName")).to.equal("Specimen");
			expect(model.ModelStreamingMode).to.equal(Enum.ModelStreamingMode.Atomic);
			expect(model.FindFirstChild("Head")?.IsA("BasePart")).to.equal(true);
			expect(grouped).to.equal(model);
			expect(animated).to.equal(model);
			expect(body?.position().x).to.be.near(2000, 0.5);
			expectMore(body?.position().y ?? 0, 1);
			expect(body?.healthPercent()).to.equal(100);
		});

		it("is an entity of the world, as its definition says", () => {
			const bodies = setUp();
			create(bodies);
			const entity = bodies.look("npc:specimen");
			assert(entity);
			expect(entity.id).to.equal("npc:specimen");
			expect(entity.kind).to.equal("npc");
			expect(entity.displayName).to.equal("Specimen");
			expect(entity.appearance).to.equal("wears an apron");
		});

		it("is the same entity until something about it changes: its place, its health or its greatest health", () => {
			const bodies = setUp();
			create(bodies);
			const humanoid = findModel()?.FindFirstChildOfClass("Humanoid");
			assert(humanoid);
			let last = bodies.look("npc:specimen");
			const lookAgain = () => {
				task.wait();
				const before = last;
				last = bodies.look("npc:specimen", before);
				return last === before ? "the same" : last?.healthPercent;
			};
			expect(lookAgain()).to.equal("the same");
			humanoid.MaxHealth = 200;
			expect(lookAgain()).to.equal(50);
			expect(lookAgain()).to.equal("the same");
			humanoid.Health = 150;
			expect(lookAgain()).to.equal(75);
			const model = findModel();
			model?.PivotTo(model.GetPivot().add(new Vector3(0, 0, 1)));
			expect(lookAgain()).to.equal(75);
			expect(last?.position.z).to.be.near(1, 0.1);
			expect(lookAgain()).to.equal("the same");
		});

		it("carries nothing of the persona to the clients", () => {
			create(setUp());
			const model = findModel();
			assert(model);
			for (const instance of [model, ...model.GetDescendants()]) {
				for (const [, value] of instance.GetAttributes()) expectNoText(tostring(value), "secret");
				if (instance.IsA("StringValue")) expectNoText(instance.Value, "secret");
			}
		});

		it("cannot be had without a spawn, and the message says what is missing", () => {
			const result = create(setUp(), definitionOf("Nobody"));
			assert(result.kind === "failed");
			expectText(result.message, 'NpcId "nobody"');
		});

		it("is lost once when it vanishes", () => {
			const bodies = setUp();
			create(bodies);
			let losses = 0;
			body?.onLost(() => (losses += 1));
			findModel()?.Destroy();
			task.wait();
			task.wait();
			expect(losses).to.equal(1);
			expect(animated).never.to.be.ok();
			expect(bodies.npcs().size()).to.equal(0);
		});

		it("is lost when it dies", () => {
			const bodies = setUp();
			create(bodies);
			let losses = 0;
			body?.onLost(() => (losses += 1));
			const humanoid = findModel()?.FindFirstChildOfClass("Humanoid");
			assert(humanoid);
			humanoid.Health = 0;
			task.wait();
			task.wait();
			expect(losses).to.equal(1);
			expect(findModel()).never.to.be.ok();
		});

		it("that has nothing to stand on falls out of the world, and is lost with its spawn named", () => {
			spawn.CanCollide = false;
			spawn.Position = new Vector3(5000, Workspace.FallenPartsDestroyHeight + 60, 0);
			create(setUp());
			let cause: string | undefined;
			body?.onLost((how) => (cause = how));
			const deadline = os.clock() + FALL_SECONDS;
			while (cause === undefined && os.clock() < deadline) task.wait();
			assert(cause, "it did not fall");
			expectText(cause, "it fell below Workspace.FallenPartsDestroyHeight");
			expectText(cause, `${spawn.GetFullName()} at 5000, `);
		});

		it("that dies on its spawn is not said to have fallen", () => {
			create(setUp());
			let cause = "";
			body?.onLost((how) => (cause = how));
			findModel()?.Destroy();
			task.wait();
			task.wait();
			expectText(cause, "it died or was removed; its spawn is ");
		});

		it("is not lost when it is destroyed on purpose, twice", () => {
			const bodies = setUp();
			create(bodies);
			let losses = 0;
			body?.onLost(() => (losses += 1));
			body?.destroy();
			body?.destroy();
			task.wait();
			expect(losses).to.equal(0);
			expect(bodies.npcs().size()).to.equal(0);
			expect(findModel()).never.to.be.ok();
		});
	});
};
