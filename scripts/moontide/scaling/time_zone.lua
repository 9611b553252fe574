-- Time zones of the system's own database: which names there are, and what local time it is where.
local sorted = require "moontide.sorted"
local zone_rule = require "moontide.scaling.zone_rule"

local M = {}

local directory <const> = "/usr/share/zoneinfo/"

---What lies in the database besides zones, or is there twice.
local others <const> = { localtime = true, posixrules = true, Factory = true }

---@param name string
---@return boolean
local function is_well_formed(name)
   for part in (name .. "/"):gmatch("([^/]*)/") do
      if not part:find("^%a[%w_+-]*$") then
         return false
      end
   end
   return not others[name] and not name:find("^posix/") and not name:find("^right/")
end

local function read_file(path)
   local file <close> = io.open(path, "rb")
   local data = file and file:read("a")
   return data and data:sub(1, 4) == "TZif" and data or nil
end

---Is it a canonical name such as "Europe/Berlin"? Without a database every name that is written
---like one is believed.
---@param name string
---@param root? string  the database's directory, with a slash at its end
---@return boolean
function M.exists(name, root)
   root = root or directory
   if not is_well_formed(name) then
      return false
   end
   return read_file(root .. name) ~= nil or read_file(root .. "Etc/UTC") == nil
end

---@return table counts, integer position  of the block's data
local function read_header(data, position)
   local version, utc, standard, leap, changes, types, letters, after = string.unpack(
      ">c1 xxxxxxxxxxxxxxx I4 I4 I4 I4 I4 I4", data, position + 4)
   return { version = version, utc = utc, standard = standard, leap = leap, changes = changes,
            types = types, letters = letters }, after
end

local function skip_block(counts, position, width)
   return position + counts.changes * (width + 1) + counts.types * 6 + counts.letters
      + counts.leap * (width + 4) + counts.standard + counts.utc
end

---The times at which the offset changes, and the offsets from then on.
local function read_block(data, counts, position)
   local times, offsets, kinds = {}, {}, {}
   local indexes = position + counts.changes * 8
   local types = indexes + counts.changes
   for i = 1, counts.types do
      kinds[i] = string.unpack(">i4", data, types + (i - 1) * 6)
   end
   for i = 1, counts.changes do
      times[i] = string.unpack(">i8", data, position + (i - 1) * 8)
      offsets[i] = kinds[data:byte(indexes + i - 1) + 1]
   end
   return { times = times, offsets = offsets, first = kinds[1] }
end

---Files of version 2 and later say everything twice: for 32 bits, then for 64.
local function parse(data)
   local counts, position = read_header(data, 1)
   if counts.version < "2" then
      return nil
   end
   counts, position = read_header(data, skip_block(counts, position, 4))
   local zone = read_block(data, counts, position)
   local footer = data:sub(skip_block(counts, position, 8)):match("^\n([^\n]*)\n$")
   zone.rule = footer and zone_rule.parse(footer)
   return zone
end

---@class moontide.scaling.TimeZone
---@field name string
---@field times integer[]    when the offset changes
---@field offsets integer[]  seconds east of UTC from then on
---@field first integer      before the first change
---@field rule? moontide.scaling.ZoneRule  after the last one
local TimeZone = {}
TimeZone.__index = TimeZone

---@type moontide.scaling.TimeZone
M.utc = setmetatable({ name = "UTC", times = {}, offsets = {}, first = 0 }, TimeZone)

---@param name string
---@param root? string  the database's directory, with a slash at its end
---@return moontide.scaling.TimeZone? zone  nil: it is not known, or not known here
function M.load(name, root)
   if name == "UTC" then
      return M.utc
   end
   local data = is_well_formed(name) and read_file((root or directory) .. name)
   local ok, zone = pcall(parse, data or "")
   if not ok or not zone then
      return nil
   end
   zone.name = name
   return setmetatable(zone, TimeZone)
end

---@param time number  UTC
---@return integer  seconds east of UTC
function TimeZone:offset_at(time)
   local times = self.times
   local count = #times
   if self.rule and (count == 0 or time >= times[count]) then
      return zone_rule.offset_at(self.rule, time)
   end
   local last = sorted.last_position(times, time)
   return last == 0 and self.first or self.offsets[last]
end

---The time at which a clock there shows a local time, the first one if it does so twice.
---@param seconds integer  local
---@return integer? time  UTC; nil: no clock ever shows it
function TimeZone:to_utc(seconds)
   local before, after = self:offset_at(seconds - 86400), self:offset_at(seconds + 86400)
   for _, offset in ipairs { math.max(before, after), math.min(before, after) } do
      if self:offset_at(seconds - offset) == offset then
         return seconds - offset
      end
   end
   return nil
end

return M
