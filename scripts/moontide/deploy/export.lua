-- What is live as a deployment script: targets that are alike are written once, members that nobody
-- has set are left out. The script plans to no changes.
local desired_of = require "moontide.deploy.desired"
local identity = require "moontide.deploy.identity"
local lua_text = require "moontide.deploy.lua_text"
local ownership = require "moontide.deploy.ownership"
local values = require "moontide.deploy.render.values"

local M = {}

local INDENT <const> = "   "

local function add(entries, name, value)
   if value ~= nil then
      entries[#entries + 1] = ("%s = %s"):format(lua_text.key(name),
         lua_text.value(value, INDENT .. INDENT))
   end
end

-- Policies ------------------------------------------------------------------------------------

local function own_metric(own)
   local dimensions = {}
   for _, dimension in ipairs(own.Dimensions or {}) do
      dimensions[dimension.Name] = dimension.Value
   end
   return { name = own.MetricName, namespace = own.Namespace, statistic = own.Statistic,
      unit = own.Unit, dimensions = next(dimensions) and dimensions or nil }
end

local function track_entries(config)
   local entries = {}
   local predefined = config.PredefinedMetricSpecification
   local own = config.CustomizedMetricSpecification
   if predefined then
      add(entries, "metric", predefined.PredefinedMetricType)
      add(entries, "label", predefined.ResourceLabel)
   elseif own and not own.Metrics then
      add(entries, "metric", own_metric(own))
   else
      add(entries, "CustomizedMetricSpecification", own)
   end
   add(entries, "value", config.TargetValue)
   add(entries, "scale_out_cooldown", config.ScaleOutCooldown)
   add(entries, "scale_in_cooldown", config.ScaleInCooldown)
   add(entries, "disable_scale_in", config.DisableScaleIn)
   return entries
end

local change_keys <const> = { ChangeInCapacity = "change", PercentChangeInCapacity = "percent",
   ExactCapacity = "capacity" }

local function step_entries(config)
   local steps, entries = {}, {}
   for i, step in ipairs(config.StepAdjustments or {}) do
      steps[i] = { lower = step.MetricIntervalLowerBound, upper = step.MetricIntervalUpperBound,
         [change_keys[config.AdjustmentType]] = step.ScalingAdjustment }
   end
   add(entries, "steps", steps)
   add(entries, "cooldown", config.Cooldown)
   add(entries, "aggregation", config.MetricAggregationType)
   add(entries, "min_magnitude", config.MinAdjustmentMagnitude)
   return entries
end

local function raw_entries(config)
   local names, entries = {}, {}
   for name in pairs(config) do names[#names + 1] = name end
   table.sort(names)
   for _, name in ipairs(names) do add(entries, name, config[name]) end
   return entries
end

local words <const> = {
   TargetTrackingScaling = { "track", track_entries }, StepScaling = { "step", step_entries },
   PredictiveScaling = { "predictive", raw_entries },
}

local function policy_text(policy)
   local word, entries_of = table.unpack(words[policy.type])
   local text = lua_text.block(("%s %s "):format(word, lua_text.quote(policy.name)),
      entries_of(policy.config), INDENT) .. ","
   if policy.type == "StepScaling" and #policy.alarms > 0 then
      text = ("%s-- started by the alarm %s\n%s"):format(INDENT,
         table.concat(policy.alarms, ", "), text)
   end
   return text
end

-- As people write it; a number where the text would lose a part of a second.
local function instant(seconds)
   if seconds == nil or math.tointeger(seconds) == nil then return seconds end
   return values.instant(seconds)
end

local function schedule_text(action)
   local entries = {}
   local kind, body = action.schedule:match("^(%l+)%((.*)%)$")
   if kind == "cron" or kind == "rate" or kind == "at" then
      add(entries, kind, body)
   else
      add(entries, "schedule", action.schedule)
   end
   add(entries, "timezone", action.timezone)
   add(entries, "from", instant(action.start_time))
   add(entries, "to", instant(action.end_time))
   add(entries, "min", action.min)
   add(entries, "max", action.max)
   return lua_text.block(("schedule %s "):format(lua_text.quote(action.name)), entries, INDENT)
      .. ","
end

-- Targets -------------------------------------------------------------------------------------

local function sorted(records)
   local names, list = {}, {}
   for name in pairs(records) do names[#names + 1] = name end
   table.sort(names)
   for i, name in ipairs(names) do list[i] = records[name] end
   return list
end

local function own_tags(target)
   local tags = {}
   for key, value in pairs(target.tags or {}) do
      local is_ours = key == desired_of.owner_tag or key == desired_of.removal_tag
      if not is_ours and not key:find("^aws:") then tags[key] = value end
   end
   return next(tags) and tags or nil
end

local function suspended_members(target)
   local members = {}
   for name, value in pairs(target.suspended) do
      if value then members[name] = true end
   end
   return next(members) and members or nil
end

local inferred <const> = { ["sagemaker:variant:DesiredInstanceCount"] = true,
   ["sagemaker:inference-component:DesiredCopyCount"] = true }

-- What all targets that are alike have in common, as text: the key by which they are grouped.
local function body_of(target, places)
   local entries = {}
   if not inferred[target.dimension] then
      add(entries, "namespace", target.namespace)
      add(entries, "dimension", target.dimension)
   end
   add(entries, "min", target.min)
   add(entries, "max", target.max)
   add(entries, "regions", places.regions)
   add(entries, "profiles", places.profiles)
   add(entries, "suspended", suspended_members(target))
   if target.namespace == "elasticmapreduce" then add(entries, "role_arn", target.role_arn) end
   add(entries, "tags", own_tags(target))
   local lines = { INDENT .. table.concat(entries, ", ") .. "," }
   for _, policy in ipairs(sorted(target.policies)) do lines[#lines + 1] = policy_text(policy) end
   for _, action in ipairs(sorted(target.schedules)) do
      lines[#lines + 1] = schedule_text(action)
   end
   return table.concat(lines, "\n")
end

local function indented(text)
   return (INDENT .. text:gsub("\n", "\n" .. INDENT))
end

local function group_text(group)
   if #group.ids == 1 then
      return ("target %s {\n%s\n}\n"):format(lua_text.quote(group.ids[1]), group.body)
   end
   local ids = {}
   for i, id in ipairs(group.ids) do ids[i] = INDENT .. lua_text.quote(id) .. "," end
   return ("for _, id in ipairs {\n%s\n} do\n%starget(id) {\n%s\n%s}\nend\n"):format(
      table.concat(ids, "\n"), INDENT, indented(group.body), INDENT)
end

---@class moontide.deploy.Exported
---@field cell moontide.deploy.Cell
---@field targets moontide.deploy.Target[]

-- One declaration for each target and state; where several cells have the same, it names them.
local function groups_of(exported)
   local groups, by_body = {}, {}
   local is_single = #exported == 1
   for _, entry in ipairs(exported) do
      local cell = entry.cell
      local places = is_single and {} or { regions = { cell.region },
         profiles = cell.profile and { cell.profile } or nil }
      for _, target in ipairs(identity.sort(table.move(entry.targets, 1, #entry.targets, 1, {}))) do
         local body = body_of(target, places)
         local group = by_body[body]
         if not group then
            group = { body = body, ids = {} }
            by_body[body], groups[#groups + 1] = group, group
         end
         group.ids[#group.ids + 1] = target.resource_id
      end
   end
   return groups
end

-- Cells that hold the very same are written once for all of them.
local function merge_equal_cells(exported)
   if #exported < 2 then return nil end
   local first, regions
   for _, entry in ipairs(exported) do
      local texts = {}
      for i, group in ipairs(groups_of { entry }) do texts[i] = group_text(group) end
      local text = table.concat(texts)
      first = first or text
      if text ~= first or entry.cell.profile then return nil end
      regions = regions or {}
      regions[#regions + 1] = entry.cell.region
   end
   return regions
end

local function owner_of(exported)
   local owner, is_mixed
   for _, entry in ipairs(exported) do
      for _, target in ipairs(entry.targets) do
         local own = ownership.owner(target) or false
         is_mixed = is_mixed or owner ~= nil and owner ~= own
         owner = own
      end
   end
   return not is_mixed and owner or nil, is_mixed
end

---Leaves out what a script of one owner cannot have: the targets of another. Without a name these
---are all owned ones, unless one deployment owns all there is.
---@param exported moontide.deploy.Exported[]
---@param name string?
---@return moontide.deploy.Exported[] kept, string? name, integer left_out
function M.of_one_owner(exported, name)
   local owner = owner_of(exported)
   name = name or owner or nil
   local kept, left_out = {}, 0
   for i, entry in ipairs(exported) do
      kept[i] = { cell = entry.cell, targets = {} }
      for _, target in ipairs(entry.targets) do
         if ownership.owner(target) == name then
            table.insert(kept[i].targets, target)
         else
            left_out = left_out + 1
         end
      end
   end
   return kept, name, left_out
end

local function head_text(name, regions, profiles)
   local entries = {}
   add(entries, "name", name)
   add(entries, "regions", regions)
   add(entries, "profiles", profiles)
   if #entries == 0 then return "" end
   return lua_text.block("deployment ", entries, "") .. "\n\n"
end

local function places_of(exported, member)
   local list, seen = {}, {}
   for _, entry in ipairs(exported) do
      local value = entry.cell[member]
      if value and not seen[value] then
         seen[value] = true
         list[#list + 1] = value
      end
   end
   return list[1] and list or nil
end

---The script.
---@param exported moontide.deploy.Exported[]  all of one owner
---@param name string?
---@return string
function M.script(exported, name)
   local merged = merge_equal_cells(exported)
   local groups = groups_of(merged and { exported[1] } or exported)
   local parts = {}
   for i, group in ipairs(groups) do parts[i] = group_text(group) end
   return head_text(name, places_of(exported, "region"), places_of(exported, "profile"))
      .. table.concat(parts, "\n")
end

return M
