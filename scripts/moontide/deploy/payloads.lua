-- What hooks are given, by kind: members they can rely on are there even where a script says
-- nothing, so that `target.tags.env` never fails.
local M = {}

local tables_of <const> = { target = { "tags", "facts", "policies", "schedules" } }

---A payload with the members that its kind always has; the given one is not changed.
---@param payload table
---@param kind string
---@return table
function M.complete(payload, kind)
   local names = tables_of[kind]
   if not names then return payload end
   local whole = {}
   for name, value in pairs(payload) do whole[name] = value end
   for _, name in ipairs(names) do whole[name] = whole[name] or {} end
   return whole
end

---The place that a finding about a payload cites.
---@param payload table
---@return string?
function M.where(payload)
   return type(payload.where) == "string" and payload.where or nil
end

---The resource id that a payload is about.
---@param payload table
---@return string?
function M.target(payload)
   local id = payload.resource_id or type(payload.target) == "string" and payload.target
      or type(payload.target) == "table" and payload.target.resource_id
   return type(id) == "string" and id or nil
end

local function is_text(value) return type(value) == "string" end
local function is_whole(value) return value == nil or math.type(value) == "integer" end
local function is_table(value) return type(value) == "table" end

local function tags_problem(tags)
   for key, value in pairs(tags) do
      if not is_text(key) or not is_text(value) then return "tags are not all texts" end
   end
end

local function attachments_problem(list, what, members)
   for i, item in ipairs(list) do
      if not is_table(item) then return ("%s %d is not a table"):format(what, i) end
      for name, is_good in pairs(members) do
         if not is_good(item[name]) then
            return ("%s %d has no usable %s"):format(what, i, name)
         end
      end
   end
end

---Why a table that a transform returned cannot be a target; nil if it can.
---@param target table
---@return string?
function M.problem(target)
   for _, name in ipairs { "namespace", "resource_id", "dimension" } do
      if not is_text(target[name]) then return name .. " is not a text" end
   end
   for _, name in ipairs { "min", "max" } do
      if not is_whole(target[name]) then return name .. " is not a whole number" end
   end
   for _, name in ipairs { "tags", "policies", "schedules" } do
      if not is_table(target[name]) then return name .. " is not a table" end
   end
   return tags_problem(target.tags)
      or attachments_problem(target.policies, "policy",
         { name = is_text, type = is_text, config = is_table })
      or attachments_problem(target.schedules, "action",
         { name = is_text, min = is_whole, max = is_whole })
end

return M
