-- Temporary credentials that STS has given out: who holds them, and until when. They live as long
-- as the emulator does.
local M = {}

---@class moontide.emulator.Temporary
---@field issue fun(who: { account: string, arn: string, user_id: string }, seconds: number): table
---@field find fun(access_key_id: string): table?

local LETTERS <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

local function random_text(ids, count)
   local out = {}
   for i = 1, count do
      local at = (ids.integer() >> 7) % #LETTERS + 1
      out[i] = LETTERS:sub(at, at)
   end
   return table.concat(out)
end

---@param ids moontide.emulator.Ids
---@param clock moontide.emulator.Clock  signatures are held against real(), and so is this
---@param longest? number  seconds that no credentials outlive; nil: as long as is asked for
---@return moontide.emulator.Temporary
function M.new(ids, clock, longest)
   local issued = {}

   local function issue(who, seconds)
      local made = {
         access_key_id = "ASIA" .. random_text(ids, 16), secret = random_text(ids, 40),
         token = random_text(ids, 120), account = who.account, arn = who.arn,
         user_id = who.user_id, expires_at = clock.real() + math.min(seconds, longest or seconds),
      }
      issued[made.access_key_id] = made
      return made
   end

   return { issue = issue, find = function(access_key_id) return issued[access_key_id] end }
end

return M
