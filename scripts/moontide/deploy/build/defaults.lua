-- Which settings a target has of its own and which of the defaults around it: the nearest wins,
-- tags are merged key by key, policies and actions by name.
local recorder = require "moontide.deploy.recorder"
local schema = require "moontide.deploy.schema"
local words = require "moontide.deploy.words"

local M = {}

local merged_keys <const> = { tags = true }
local joined_keys <const> = { ignore_rules = true }

---Declarations in the list part of a table, those of nested lists among them; false and nil are
---left out, so that `condition and track "x" { … }` can stand there.
---@param body table
---@param report fun(finding: table)
---@param subject string
---@return moontide.deploy.Declaration[]
function M.items(body, report, subject)
   local positions, list = {}, {}
   for name in pairs(body) do
      if math.type(name) == "integer" then positions[#positions + 1] = name end
   end
   table.sort(positions)
   for _, position in ipairs(positions) do
      local item = body[position]
      if recorder.is_declaration(item) then
         item.is_used = true
         list[#list + 1] = item
      elseif type(item) == "table" then
         table.move(M.items(item, report, subject), 1, #item, #list + 1, list)
      elseif item then
         report { rule = "wrong-type", message = ("%s: item %d is %s, not a policy or a scheduled "
            .. "action"):format(subject, position, schema.show(item)),
            fix = 'its items are made by track "name" { … }, step, predictive and schedule' }
      end
   end
   return list
end

---Policies have names of their own, and scheduled actions have theirs.
local function key_of(item)
   return ("%s %s"):format(item.word == "schedule" and "schedule" or "policy", tostring(item.name))
end

local function add_item(merged, item)
   table.insert(merged.items, { key = key_of(item), declaration = item })
end

---Those of a nearer layer take the place of farther ones of the same name.
local function override_items(merged, items)
   local names = {}
   for _, item in ipairs(items) do names[key_of(item)] = true end
   for i = #merged.items, 1, -1 do
      if names[merged.items[i].key] then table.remove(merged.items, i) end
   end
   for _, item in ipairs(items) do add_item(merged, item) end
end

local function merge_value(merged, name, value, where)
   if merged_keys[name] then
      local tags = {}
      for key, text in pairs(merged.values[name] or {}) do tags[key] = text end
      for key, text in pairs(value) do
         tags[key] = text
         merged.tag_wheres[key] = where
      end
      value = tags
   elseif joined_keys[name] then
      local before = merged.values[name] or {}
      value = table.move(value, 1, #value, #before + 1, table.move(before, 1, #before, 1, {}))
   end
   merged.values[name], merged.wheres[name] = value, where
end

local function new()
   return { values = {}, wheres = {}, items = {}, tag_wheres = {} }
end

local function add_layer(merged, clean, items, where)
   for name, value in pairs(clean) do merge_value(merged, name, value, where) end
   override_items(merged, items)
end

---What a stack of layers comes to; each is checked once, however many targets it holds for.
---@param stack { layers: table[], merged?: table }
---@param report fun(finding: table)
---@return table merged
function M.of_stack(stack, report)
   if stack.merged then return stack.merged end
   local merged = new()
   for _, layer in ipairs(stack.layers) do
      local function report_here(finding)
         finding.where = layer.where
         report(finding)
      end
      if not layer.clean then
         layer.clean = schema.check(layer.body, words.by_name.defaults, "defaults", report_here)
         layer.items = M.items(layer.body, report_here, "defaults")
      end
      add_layer(merged, layer.clean, layer.items, layer.where)
   end
   stack.merged = merged
   return merged
end

---A target's own settings over the defaults.
---@param defaults table  of M.of_stack
---@param clean table
---@param items moontide.deploy.Declaration[]
---@param where string
---@return table merged
function M.with_own(defaults, clean, items, where)
   local merged = new()
   for name, value in pairs(defaults.values) do merged.values[name] = value end
   for name, place in pairs(defaults.wheres) do merged.wheres[name] = place end
   if clean.tags then
      for key, place in pairs(defaults.tag_wheres) do merged.tag_wheres[key] = place end
   else
      merged.tag_wheres = defaults.tag_wheres
   end
   table.move(defaults.items, 1, #defaults.items, 1, merged.items)
   for name, value in pairs(clean) do merge_value(merged, name, value, where) end
   override_items(merged, items)
   return merged
end

return M
