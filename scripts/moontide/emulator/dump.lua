-- The whole state as plain data, for people who want to see what there is.
local json = require "moontide.json"

local M = {}

local is_plain <const> = { string = true, number = true, boolean = true }

-- What refers back to what holds it is not followed.
local function plain(value, holders)
   if type(value) ~= "table" then
      return is_plain[type(value)] and value or nil
   elseif holders[value] then
      return nil
   end
   holders[value] = true
   local copy = {}
   for key, member in pairs(value) do
      if type(key) == "string" or math.type(key) == "integer" and #value > 0 then
         copy[key] = plain(member, holders)
      end
   end
   holders[value] = nil
   return #value > 0 and json.array(copy) or copy
end

---Account → Region → name of a collection → its rows in their order. Empty ones are left out.
---@param store moontide.emulator.Store
---@return table
function M.of(store)
   local accounts = {}
   for account, regions in pairs(store.accounts) do
      accounts[account] = {}
      for region, collections in pairs(regions) do
         local listed = {}
         for name, collection in pairs(collections) do
            local rows = json.array {}
            for row in collection:from(1) do rows[#rows + 1] = plain(row, {}) end
            listed[name] = #rows > 0 and rows or nil
         end
         accounts[account][region] = listed
      end
   end
   return accounts
end

return M
