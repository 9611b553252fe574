-- Temporary credentials that STS has given out: who holds them, and until when. They are made from
-- a source of ids, so that its state is all it takes to have them again.
local M = {}

---@class moontide.emulator.Issued
---@field account string
---@field arn string
---@field user_id string
---@field expires_at number  real seconds
---@field ids integer        the state of the source of ids before they were made

---@class moontide.emulator.Temporary
---@field issue fun(who: { account: string, arn: string, user_id: string }, seconds: number): table
---@field restore fun(issued: moontide.emulator.Issued)  makes them again
---@field find fun(access_key_id: string): table?
---@field valid fun(): moontide.emulator.Issued[]  what has not expired, oldest first
---@field keep? fun(issued: moontide.emulator.Issued)  told of each that is issued

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
   local issued, order = {}, {}
   local self = {}

   local function make(known)
      local made = {
         access_key_id = "ASIA" .. random_text(ids, 16), secret = random_text(ids, 40),
         token = random_text(ids, 120), account = known.account, arn = known.arn,
         user_id = known.user_id, expires_at = known.expires_at,
      }
      issued[made.access_key_id] = made
      order[#order + 1] = known
      return made
   end

   function self.issue(who, seconds)
      local known = { account = who.account, arn = who.arn, user_id = who.user_id,
         expires_at = clock.real() + math.min(seconds, longest or seconds), ids = ids.state() }
      if self.keep then self.keep(known) end
      return make(known)
   end

   function self.restore(known)
      ids.restore(known.ids)
      make(known)
   end

   function self.find(access_key_id) return issued[access_key_id] end

   function self.valid()
      local list = {}
      for _, known in ipairs(order) do
         if known.expires_at > clock.real() then list[#list + 1] = known end
      end
      return list
   end

   return self
end

return M
