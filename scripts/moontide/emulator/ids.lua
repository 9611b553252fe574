-- Request ids, UUIDs and the key of paging tokens, from one seeded generator (splitmix64), so that
-- a run with a given seed can be repeated. Nothing here protects anything.
local M = {}

---@class moontide.emulator.Ids
---@field uuid fun(): string      "1f2e3d4c-…", version 4
---@field hex fun(): string       32 hex digits
---@field integer fun(): integer  64 random bits
---@field fraction fun(): number   in [0, 1)
---@field state fun(): integer     from which the same follows
---@field restore fun(state: integer)

---@param seed integer
---@return moontide.emulator.Ids
function M.new(seed)
   local state = seed

   local function integer()
      state = state + 0x9E3779B97F4A7C15
      local z = state
      z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
      z = (z ~ (z >> 27)) * 0x94D049BB133111EB
      return z ~ (z >> 31)
   end

   local function version_4()
      return (integer() & ~0xF000) | 0x4000, (integer() & ~(0xC << 60)) | (0x8 << 60)
   end

   return {
      integer = integer,
      state = function() return state end,
      restore = function(other) state = other end,
      fraction = function() return (integer() >> 11) * 0x1p-53 end,
      hex = function() return ("%016x%016x"):format(version_4()) end,
      uuid = function()
         local high, low = version_4()
         return ("%08x-%04x-%04x-%04x-%012x"):format(high >> 32, high >> 16 & 0xFFFF,
            high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFF)
      end,
   }
end

return M
