/// <reference types="@rbxts/testez/globals" />
import { CANNOT_CHAT, ChatPermissions } from "server/chat/chat-permissions";
import { playerEntityId } from "server/rules/space/entity";
import { expectSame } from "../../shared/support/expectations";
import { createFakeChatPermission } from "../support/fake-chat";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeSwitch } from "../support/fake-switch";
import { createFakeWorld, playerAt } from "../support/fake-world";

function setUp() {
	const clock = createFakeClock();
	const world = createFakeWorld();
	const theSwitch = createFakeSwitch();
	const permission = createFakeChatPermission();
	const told = new Array<string>();
	const permissions = new ChatPermissions(
		{
			clock,
			log: createFakeLog(),
			world,
			switch: theSwitch,
			permission,
			tell: (userId, text) => told.push(`${userId} ${text}`),
		},
		{ lookSeconds: 1, askAgainSeconds: 100 },
	);
	permissions.start();
	return { clock, world, theSwitch, permission, told, permissions };
}

export = () => {
	describe("a player who may chat", () => {
		it("is told nothing", () => {
			const { clock, world, told, permissions } = setUp();
			expect(permissions.mayChat(1)).to.equal(undefined);
			world.put(playerAt(1, "Alex", 0));
			clock.advance(500);
			expect(permissions.mayChat(1)).to.equal(true);
			expectSame(told, []);
		});
	});

	describe("a player who may not chat", () => {
		it("is told soon after joining, once", () => {
			const { clock, world, permission, told, permissions } = setUp();
			permission.become(1, false);
			world.put(playerAt(1, "Alex", 0));
			clock.advance(2);
			expectSame(told, [`1 ${CANNOT_CHAT}`]);
			expect(permissions.mayChat(1)).to.equal(false);
			clock.advance(1000);
			expect(told.size()).to.equal(1);
		});

		it("is told when that has changed in the middle of a visit, and not again when it changes to and fro", () => {
			const { clock, world, permission, told, permissions } = setUp();
			world.put(playerAt(1, "Alex", 0));
			clock.advance(2);
			permission.become(1, false);
			clock.advance(101);
			expect(told.size()).to.equal(1);
			permission.become(1, true);
			clock.advance(101);
			expect(permissions.mayChat(1)).to.equal(true);
			permission.become(1, false);
			clock.advance(101);
			expect(told.size()).to.equal(1);
		});

		it("is told again on another visit", () => {
			const { clock, world, permission, told } = setUp();
			permission.become(1, false);
			world.put(playerAt(1, "Alex", 0));
			clock.advance(2);
			world.leave(playerEntityId(1));
			clock.advance(2);
			world.put(playerAt(1, "Alex", 0));
			clock.advance(2);
			expect(told.size()).to.equal(2);
		});

		it("is told nothing while nobody can say so, or while NPCs are switched off", () => {
			const { clock, world, theSwitch, permission, told, permissions } = setUp();
			permission.become(1, "unknown");
			world.put(playerAt(1, "Alex", 0));
			clock.advance(2);
			expect(permissions.mayChat(1)).to.equal(undefined);
			permission.become(1, false);
			theSwitch.set(false);
			clock.advance(200);
			expectSame(told, []);
			theSwitch.set(true);
			clock.advance(2);
			expect(told.size()).to.equal(1);
		});
	});

	describe("the question who may chat", () => {
		it("is asked once for each player and each while", () => {
			const { clock, world, permission } = setUp();
			world.put(playerAt(1, "Alex", 0));
			world.put(playerAt(2, "Sam", 0));
			clock.advance(50);
			expect(permission.asked.size()).to.equal(2);
			clock.advance(100);
			expect(permission.asked.size()).to.equal(4);
		});
	});
};
