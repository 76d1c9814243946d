// The record that a function works on, and the aerospike object that changes it. Bins come as particles and are turned
// into values when they are asked for; what is assigned waits until create or update, and what these have made of the
// record is handed back when the function has succeeded. The steps are the server's (udf_record.c, udf_aerospike.c).

export const RECORD = /* lua */ `
local T = ...
local NIL, Record = T.NIL, T.Record
local wrap, keep, give, check, integer = T.wrap, T.keep, T.give, T.check, T.integer
local peek, meta = T.debug.getuservalue, T.debug.getmetatable
local fromParticle, toParticle = T.fromParticle, T.toParticle
local type, error, format, remove, tostring = type, error, string.format, table.remove, tostring

local MAX_NAME, MAX_BINS, MAX_UPDATES = 15, 512, 1024
local INCOMPATIBLE_TYPE, BIN_NAME = 12, 21

-- ---------------------------------------------------------------- cached values

local function forget(r)
	r.cache, r.cached, r.inserts, r.isTooMany = {}, {}, 0, false
end

local function remember(r, name, value, isDirty)
	if r.isTooMany then return end
	local isInsert = value ~= NIL
	local entry = r.cached[name]
	if entry then
		if entry.value ~= NIL then r.inserts = r.inserts - 1 end
		entry.value, entry.isDirty = value, isDirty
		if isInsert then r.inserts = r.inserts + 1 end
		return
	end
	if #r.cache >= MAX_UPDATES or (isInsert and r.inserts >= MAX_BINS) then
		r.isTooMany = true
		return
	end
	entry = { name = name, value = value, isDirty = isDirty }
	r.cache[#r.cache + 1] = entry
	r.cached[name] = entry
	if isInsert then r.inserts = r.inserts + 1 end
end

local function getBin(r, name)
	if #name > MAX_NAME then return nil end
	local entry = r.cached[name]
	if entry then return give(entry.value) end
	local bin = r.bins[name]
	if not r.isOpen or not bin then return nil end
	local value = fromParticle(bin.kind, bin.bytes)
	if value == nil then return nil end
	remember(r, name, value, false)
	return give(value)
end

-- ---------------------------------------------------------------- updates

local function setBin(r, name, value)
	local kind, bytes = toParticle(value, true)
	if kind == 0 then return INCOMPATIBLE_TYPE end
	local bin = r.bins[name]
	if not bin then
		if #r.order >= MAX_BINS then return BIN_NAME end
		r.order[#r.order + 1] = name
	end
	r.bins[name] = { name = name, kind = kind, bytes = bytes, isNew = true }
	return 0
end

-- The last bin takes the place of one that goes.
local function deleteBin(r, name)
	if not r.bins[name] then return end
	r.bins[name] = nil
	local order = r.order
	for i = 1, #order do
		if order[i] == name then
			local last = remove(order)
			if i <= #order then order[i] = last end
			return
		end
	end
end

local function copyOf(t)
	local copy = {}
	for key, value in next, t do copy[key] = value end
	return copy
end

local function fail(r, code)
	r.code, r.hasUpdates = code, false
	if r.old then r.bins, r.order = copyOf(r.old.bins), copyOf(r.old.order) end
	forget(r)
	return -1
end

local function execute(r)
	if not r.hasUpdates then r.old = { bins = copyOf(r.bins), order = copyOf(r.order) } end
	if r.refusal ~= 0 then return fail(r, r.refusal) end
	if r.isTooMany then return fail(r, BIN_NAME) end
	local i = 1
	while i <= #r.cache do
		local entry = r.cache[i]
		if entry.isDirty and entry.value == NIL then
			deleteBin(r, entry.name)
			r.cached[entry.name] = nil
			local last = remove(r.cache)
			if i <= #r.cache then r.cache[i] = last end
		else
			if entry.isDirty then
				local code = setBin(r, entry.name, entry.value)
				if code ~= 0 then return fail(r, code) end
			end
			i = i + 1
		end
	end
	for at = 1, #r.cache do r.cache[at].isDirty = false end
	r.code, r.hasUpdates = 0, true
	return 0
end

-- ---------------------------------------------------------------- record

local record = {}

local function metadata(name, get)
	record[name] = function(rec) return (get(check(rec, Record, 1))) end
end

local function stored(field, otherwise)
	return function(r)
		if r.isOpen then return r[field] end
		return otherwise
	end
end

metadata('ttl', stored('ttl', 0))
metadata('last_update_time', stored('lastUpdate', 0))
metadata('gen', stored('generation', 0))
-- Storage comes in blocks, and a new record has one.
local function storedSize(r)
	return r.isOpen and (math.max(r.size, 1) + 15) // 16 * 16 or 0
end
metadata('size', storedSize)
metadata('memory_size', storedSize)
metadata('device_size', function() return 0 end)
metadata('setname', stored('set'))
metadata('digest', function(r) return T.newBytes(r.digest) end)
metadata('numbins', function(r) return r.isOpen and #r.order or 0 end)
metadata('key', function(r)
	if not r.isOpen or r.key == '' then return nil end
	return (fromParticle(string.byte(r.key), string.sub(r.key, 2)))
end)

function record.bin_names(rec)
	local r = check(rec, Record, 1)
	if not r.isOpen then error("can't get bin names", 2) end
	return copyOf(r.order)
end

function record.set_ttl(rec, ttl)
	local r = check(rec, Record, 1)
	local seconds = integer(ttl, 0, 2)
	if not r.isStream then r.newTtl = seconds & 0xffffffff end
end

function record.drop_key(rec)
	local r = check(rec, Record, 1)
	if r.isOpen and not r.isStream then r.key, r.isKeyDropped = '', true end
end

Record.__index = function(rec, name)
	local r = check(rec, Record, 1)
	name = T.stringArgument(name, 2)
	if name then return getBin(r, keep(name)) end
end

Record.__newindex = function(rec, name, v)
	local r = check(rec, Record, 1)
	name = T.stringArgument(name, 2)
	if not name then return end
	name = keep(name)
	local value = keep(v)
	if value == nil then error(format("can't set bin %s to unsupported type", name), 2) end
	if #name <= MAX_NAME and not r.isStream then remember(r, name, value, true) end
end

T.globals.record = record

-- ---------------------------------------------------------------- aerospike

local Object = { __name = 'Aerospike' }
local functions = {}

local function recordOf(v)
	if type(v) ~= 'userdata' or meta(v) ~= Record then
		T.badArgument(2, 'Record expected, got ' .. T.typename(v), 2)
	end
	return peek(v, 1)
end

function functions.create(a, rec)
	check(a, Object, 1)
	local r = recordOf(rec)
	if r.isStream then return 1 end
	if r.isOpen then
		if #r.order ~= 0 then return 1 end
		return execute(r)
	end
	if r.createRefusal ~= 0 then return r.createRefusal end
	local result = execute(r)
	if result == 0 then r.isOpen = true end
	return result
end

function functions.update(a, rec)
	check(a, Object, 1)
	local r = recordOf(rec)
	if r.isStream then return 1 end
	if not r.isOpen then return -2 end
	return execute(r)
end

function functions.exists(a, rec)
	check(a, Object, 1)
	local r = recordOf(rec)
	return r.isOpen
end

function functions.remove(a, rec)
	check(a, Object, 1)
	local r = recordOf(rec)
	if r.isStream or not r.isOpen then return 1 end
	forget(r)
	for i = 1, #r.order do remember(r, r.order[i], NIL, true) end
	return execute(r)
end

function functions.get_current_time(a)
	check(a, Object, 1)
	return T.isStream and 0 or T.now()
end

function functions.set_context(a, rec)
	check(a, Object, 1)
	recordOf(rec)
	return 2
end

function functions.get_config(a, rec)
	check(a, Object, 1)
	recordOf(rec)
	return 0
end

function functions.log(a, level, message)
	check(a, Object, 1)
	local info = T.debug.getinfo(3, 'Sl') or T.debug.getinfo(2, 'Sl')
	local text = message == nil and '' or tostring(message)
	T.log(integer(level, 0, 2), format('%s:%d %s', info.short_src, info.currentline, text))
end

Object.__index = functions
Object.__metatable = functions
T.globals.Aerospike = functions
T.aerospike = wrap({}, Object)

-- Level, and the line on which the server's own function fails as long as there is no aerospike object.
for name, row in next, { trace = { 4, 2 }, debug = { 3, 5 }, info = { 2, 8 }, warn = { 1, 11 } } do
	T.globals[name] = function(m, ...)
		local object = _G.aerospike
		if object == nil then
			error(format([[[string "aerospike.lua"]:%d: attempt to index a nil value (global 'aerospike')]], row[2]), 0)
		end
		object:log(row[1], format(m, ...))
	end
end

-- ---------------------------------------------------------------- for the others

-- A record from its fields; see the packing in record-call.ts.
T.newRecord = function(r)
	forget(r)
	r.code, r.hasUpdates = 0, false
	return wrap(r, Record), r
end
`;
