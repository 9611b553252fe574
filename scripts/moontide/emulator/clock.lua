-- The one clock. Everything the services date comes from now(); signatures are dated by their
-- sender and so are held against real(); waiting is measured by monotonic(). Specs inject all.
local core = require "moontide.core"

local M = {}

---@class moontide.emulator.Clock
---@field now fun(): number        Unix seconds as the emulated services see them
---@field real fun(): number       Unix seconds of the machine
---@field monotonic fun(): number  seconds since some start; never goes back

---@param sources? { now?: fun(): number, real?: fun(): number, monotonic?: fun(): number }
---@return moontide.emulator.Clock
function M.new(sources)
   sources = sources or {}
   local real = sources.real or core.time
   return {
      real = real,
      now = sources.now or real,
      monotonic = sources.monotonic or core.monotonic,
   }
end

---A time as AWS's JSON protocols write it: a number with milliseconds.
---@param seconds number
---@return number
function M.timestamp(seconds)
   return math.floor(seconds * 1000) / 1000
end

return M
