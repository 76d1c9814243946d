// Lists, from 1. What each function does, and what it does with nonsense, is the real server's
// (docs/protocol/udf.md, "Lists").

export const LIST = /* lua */ `
local T = ...
local NIL, List, Record = T.NIL, T.List, T.Record
local wrap, keep, give, check, integer, kindOf = T.wrap, T.keep, T.give, T.check, T.integer, T.kindOf
local generate, iteratorOf, listText = T.generate, T.iteratorOf, T.listText
local insert, remove, move = table.insert, table.remove, table.move
local type, select, next = type, select, next

-- A list's content is the array of its elements.
local function newList(items)
	return wrap(items, List)
end

local function put(items, index, value)
	for i = #items + 1, index - 1 do items[i] = NIL end
	items[index] = value
end

local function element(v)
	local kept = keep(v)
	if kept ~= nil and kindOf(kept) ~= Record then return kept end
end

local list = {}

function list.new(...)
	local n = select('#', ...)
	if n < 1 or n > 2 then return end
	local capacity, step = ...
	if integer(capacity, -1, 1) < 0 or integer(step, 10, 2) < 0 then return end
	return newList({})
end
list.create = list.new

function list.insert(l, i, v)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	local value = element(v)
	if index <= 0 or value == nil then return end
	if index > #items then put(items, index, value) else insert(items, index, value) end
end

function list.append(l, v)
	local items = check(l, List, 1)
	local value = element(v)
	if value ~= nil then items[#items + 1] = value end
end

function list.prepend(l, v)
	local items = check(l, List, 1)
	local value = element(v)
	if value ~= nil then insert(items, 1, value) end
end

function list.remove(l, i)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	if index > 0 and index <= #items then remove(items, index) end
end

function list.concat(l, other)
	local items = check(l, List, 1)
	local added = check(other, List, 2)
	move(added, 1, #added, #items + 1, items)
end

function list.trim(l, i)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	if index <= 0 or index > #items then return end
	for at = #items, index, -1 do items[at] = nil end
end

function list.take(l, n)
	local items = check(l, List, 1)
	local count = integer(n, 0, 2)
	if count <= 0 then return nil end
	return newList(move(items, 1, count < #items and count or #items, 1, {}))
end

function list.drop(l, n)
	local items = check(l, List, 1)
	local count = integer(n, 0, 2)
	if count <= 0 then return nil end
	if count >= #items then return newList({}) end
	return newList(move(items, count + 1, #items, 1, {}))
end

function list.size(l)
	return #check(l, List, 1)
end

function list.nbytes(l)
	check(l, List, 1)
	return #T.pack(l)
end

function list.iterator(l)
	local items = check(l, List, 1)
	local at = 0
	return generate, iteratorOf(function()
		if at >= #items then return end
		at = at + 1
		return give(items[at])
	end, function() return at < #items end)
end

function list.tostring(l)
	return listText(check(l, List, 1), 0)
end

setmetatable(list, { __call = function(_, ...)
	local items = {}
	local t = ...
	if select('#', ...) == 1 and type(t) == 'table' then
		for key, v in next, t do
			if type(key) == 'number' then
				local kept = element(v)
				items[#items + 1] = kept == nil and NIL or kept
			end
		end
	end
	return newList(items)
end })

List.__index = function(l, i)
	local items = check(l, List, 1)
	return give(items[integer(i, 0, 2)])
end
List.__newindex = function(l, i, v)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	local value = element(v)
	if index > 0 and value ~= nil then put(items, index, value) end
end
List.__len = function(l) return #check(l, List, 1) end
List.__tostring = function(l) return listText(check(l, List, 1), 0) end

T.newList, T.globals.list = newList, list
`;
