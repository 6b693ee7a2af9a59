/** The parts that a joint, a weld or a constraint holds together; nothing for another instance. */
function heldBy(instance: Instance): ReadonlyArray<Instance | undefined> {
	if (instance.IsA("JointInstance") || instance.IsA("WeldConstraint"))
		return [instance.Part0, instance.Part1];
	if (instance.IsA("Constraint")) return [instance.Attachment0?.Parent, instance.Attachment1?.Parent];
	return [];
}

/** The names of the model's parts that nothing in it joins to `root`: they fall off a body that walks. */
export function loosePartsOf(model: Model, root: BasePart): ReadonlyArray<string> {
	const descendants = model.GetDescendants();
	const joints = descendants.map(heldBy);
	const held = new Set<Instance>([root]);
	let before = 0;
	while (held.size() > before) {
		before = held.size();
		for (const [a, b] of joints) {
			if (a === undefined || b === undefined) continue;
			if (held.has(a)) held.add(b);
			else if (held.has(b)) held.add(a);
		}
	}
	return descendants
		.filter((part) => part.IsA("BasePart") && !held.has(part))
		.map((part) => part.Name)
		.sort();
}
