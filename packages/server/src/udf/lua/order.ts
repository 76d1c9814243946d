// The order of values of all types, by which ordered lists are kept (docs/protocol/particles.md).

export const ORDER = /* lua */ `
local T = ...
local NIL, List, Map, Bytes = T.NIL, T.List, T.Map, T.Bytes
local kindOf, flat, orderedKeys, mapGet = T.kindOf, T.flat, T.orderedKeys, T.mapGet
local peek, type, numtype, sort, move = T.debug.getuservalue, type, math.type, table.sort, table.move

-- Less than zero, zero, or more.
local compare

local function rank(v)
	if v == NIL then return 1 end
	local t = type(v)
	if t == 'boolean' then return 2 end
	if t == 'number' then return numtype(v) == 'integer' and 3 or 8 end
	if t == 'string' then return 4 end
	local kind = kindOf(v)
	return kind == List and 5 or kind == Map and 6 or kind == Bytes and 7 or 9
end

local function plain(a, b)
	return a < b and -1 or a > b and 1 or 0
end

local function compareLists(a, b)
	for i = 1, #a < #b and #a or #b do
		local order = compare(a[i], b[i])
		if order ~= 0 then return order end
	end
	return #a - #b
end

local function compareMaps(a, b)
	if a.size ~= b.size then return a.size - b.size end
	local first, second = orderedKeys(a), orderedKeys(b)
	for i = 1, #first do
		local order = compare(first[i], second[i])
		if order == 0 then order = compare(mapGet(a, first[i]), mapGet(b, second[i])) end
		if order ~= 0 then return order end
	end
	return 0
end

function compare(a, b)
	local of = rank(a)
	if of ~= rank(b) then return of - rank(b) end
	if of == 1 then return 0 end
	if of == 2 then return plain(a and 1 or 0, b and 1 or 0) end
	if of == 5 then return compareLists(peek(a, 1), peek(b, 1)) end
	if of == 6 then return compareMaps(peek(a, 1), peek(b, 1)) end
	if of == 7 then return plain(flat(peek(a, 1)), flat(peek(b, 1))) end
	if of == 9 then return plain(peek(a, 1), peek(b, 1)) end
	return plain(a, b)
end

local function sorted(items)
	local copy = move(items, 1, #items, 1, {})
	sort(copy, function(a, b) return compare(a, b) < 0 end)
	return copy
end

T.sorted = sorted
`;
