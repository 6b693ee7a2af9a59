/// <reference types="@rbxts/testez/globals" />
import { CLOUD } from "server/constants/letta";
import { describeBlock } from "server/wire/agent-prompt";
import { type CloudBlock, type CloudKit, createReadyKit } from "../../support/fake-cloud";
import { expectSame } from "../../../shared/support/expectations";

const GROUP = "Who was with you when this was last noted, by name; the newest is in the message";
const LONG = CLOUD.firstSweepSeconds * 2 + CLOUD.looseSeconds + 30;

const leave = (kit: CloudKit, id: string, block: Partial<CloudBlock>) =>
	kit.cloud.blocks.set(id, { label: "group_members", value: "Alex", ...block });

function looseIds(kit: CloudKit): ReadonlyArray<string> {
	const ids = new Array<string>();
	for (const [id, { agentId }] of kit.cloud.blocks)
		if (!kit.cloud.agents.some((agent) => agent.id === agentId)) ids.push(id);
	return ids.sort();
}

export = () => {
	describe("a block that belongs to no agent", () => {
		for (const mode of ["session", "persistent"] as const)
			it(`is deleted if it is ours, by its tag or by what earlier versions said of it (${mode})`, () => {
				const kit = createReadyKit(mode);
				leave(kit, "block-old", { description: GROUP });
				leave(kit, "block-new", { description: "anything", tags: ["townsfolk"] });
				leave(kit, "block-gone", { description: GROUP, agentId: "agent-gone" });
				kit.clock.advance(LONG);
				expectSame(looseIds(kit), []);
				expect(kit.log.count("belonged to no agent count=3")).to.equal(1);
				expect(kit.cloud.agents.size()).to.equal(1);
				for (const [label] of kit.agentOf("mara").blocks) expect(label).to.be.ok();
				expect(kit.agentOf("mara").blocks.get("status")).to.equal("s0");
			});

		it("stays if it may be somebody else's", () => {
			const kit = createReadyKit();
			leave(kit, "block-a", { description: "Their notes" });
			leave(kit, "block-b", {});
			leave(kit, "block-c", { label: "persona", description: "Who you are" });
			kit.clock.advance(LONG);
			expectSame(looseIds(kit), ["block-a", "block-b", "block-c"]);
		});

		it("stays if it gets an agent within a minute", () => {
			const kit = createReadyKit();
			leave(kit, "block-a", { tags: ["townsfolk"] });
			while (kit.cloud.sent("GET /v1/blocks/").isEmpty()) kit.clock.advance(0.1);
			kit.clock.advance(CLOUD.looseSeconds / 2);
			leave(kit, "block-a", { tags: ["townsfolk"], agentId: kit.agentOf("mara").id });
			kit.clock.advance(LONG);
			expect(kit.cloud.blocks.has("block-a")).to.equal(true);
		});

		it("is looked for on every page, and many go a part at a time", () => {
			const kit = createReadyKit();
			for (let index = 0; index < CLOUD.maxSweptBlocks + 7; index++)
				leave(kit, `block-x${"%03d".format(index)}`, { tags: ["townsfolk"] });
			kit.clock.advance(LONG + CLOUD.maxSweptBlocks);
			expect(looseIds(kit).size()).to.equal(7);
		});
	});

	it("a block of an agent stays where the server lists all blocks", () => {
		const kit = createReadyKit();
		kit.cloud.listsAllBlocks.isOn = true;
		const before = [...kit.cloud.blocks].size();
		kit.clock.advance(LONG);
		expect(kit.cloud.sent("GET /v1/blocks/?").size()).to.equal(1);
		expect([...kit.cloud.blocks].size()).to.equal(before);
		expect(before).to.equal(2);
	});

	it("every block that an agent is given has our tag", () => {
		const kit = createReadyKit("persistent");
		for (const [, { label, tags, description }] of kit.cloud.blocks) {
			expectSame(tags ?? [], ["townsfolk"]);
			if (label === "status") expect(description).to.equal(describeBlock("status"));
		}
	});
};
