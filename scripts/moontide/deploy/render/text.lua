-- A plan as people read it: one block for each target, with only what changes. Gives text; printing
-- is the command line's.
local identity = require "moontide.deploy.identity"
local style = require "moontide.deploy.render.style"
local values = require "moontide.deploy.render.values"

local M = {}

---@class moontide.deploy.TextOptions
---@field is_coloured boolean?
---@field view nil|"full"|"compact"|"only-changes"
---@field columns integer?  lines are not made longer; nil: as long as they are

local state_marks <const> = { create = "+", update = "~", remove = "-", refused = "!",
   unchanged = " ", ignored = " " }
local verb_marks <const> = { create = "+", update = "~", replace = "-/+", delete = "-" }
local kind_words <const> = { policy = "policy", schedule = "action", alarm = "alarm",
   tags = "tags" }

local function plural(count, word, words)
   return ("%d %s"):format(count, count == 1 and word or words or word .. "s")
end

-- Changes -------------------------------------------------------------------------------------

-- How steps read, before and after.
local function contexts_of(change)
   local before, after = change.before or {}, change.after or {}
   return { threshold = change.threshold_before,
         adjustment = before.config and before.config.AdjustmentType },
      { threshold = after.alarm and after.alarm.Threshold,
         adjustment = after.config and after.config.AdjustmentType }
end

-- What is told of a metric is which one it is, not each member.
local function told_fields(change)
   local list, has_metric = {}, false
   for _, field in ipairs(change.fields) do
      if not field.path:find("^%a+MetricSpecification%.") then
         list[#list + 1] = field
      elseif not has_metric then
         has_metric = true
         list[#list + 1] = { path = "metric", old = values.metric(change.before.config),
            new = values.metric(change.after.config) }
      end
   end
   return list
end

local function field_lines(out, change, indent, mark)
   local old_context, new_context = contexts_of(change)
   local list = told_fields(change)
   local width = 0
   for _, field in ipairs(list) do width = math.max(width, #field.path) end
   for index, field in ipairs(list) do
      local rest = index == #list and change.unchanged > 0
         and ("  (%d unchanged)"):format(change.unchanged) or ""
      out:add(indent, mark, ("%-" .. width .. "s  %s -> %s%s"):format(field.path,
         values.value(field.path, field.old, old_context),
         values.value(field.path, field.new, new_context), rest))
   end
end

local function record_text(change, namespace)
   local record = change.after or change.before
   if change.kind == "policy" then return values.policy(record, namespace) end
   if change.kind == "schedule" then return values.schedule(record) end
   if change.kind == "alarm" then return values.alarm(record) end
end

local function tag_lines(out, change)
   for _, field in ipairs(change.fields) do
      if field.old == nil then
         out:add(2, "+", ("tag %s = %s"):format(field.path, field.new))
      elseif field.new == nil then
         out:add(2, "-", ("tag %s (was %s)"):format(field.path, field.old))
      else
         out:add(2, "~", ("tag %s  %s -> %s"):format(field.path, field.old, field.new))
      end
   end
end

local function part_lines(out, change, namespace)
   local reason = change.reason and ("  (%s)"):format(change.reason) or ""
   local title = ("%s %s"):format(kind_words[change.kind], change.name)
   if change.verb == "update" then
      out:add(2, "~", title)
      field_lines(out, change, 6, " ")
   elseif change.verb == "delete" then
      out:add(2, "-", title .. reason)
   else
      out:add(2, verb_marks[change.verb], ("%s: %s%s"):format(title,
         record_text(change, namespace), reason))
   end
end

local function target_lines(out, change)
   if change.verb == "create" then
      out:add(4, " ", values.bounds(change.after))
   elseif change.verb == "delete" then
      out:add(4, " ", ("deregistered, with %s and %s  (%s)"):format(
         plural(change.policies, "policy", "policies"),
         plural(change.schedules, "scheduled action"), change.reason))
   else
      field_lines(out, change, 4, " ")
   end
end

-- Groups --------------------------------------------------------------------------------------

local function title_of(group)
   local places = { group.cell }
   if group.where then places[2] = group.where end
   local text = ("%s  (%s)"):format(identity.name(group), table.concat(places, ", "))
   if group.is_adopted then text = text .. "  adopted: it exists, and nobody owns it" end
   if group.taken_from then text = ("%s  taken over from '%s'"):format(text, group.taken_from) end
   return text
end

-- "min 1, max 2 set by action night at …": bounds that one firing has set are told together.
local function held_text(held)
   local low, high = held.min, held.max
   local function by(bounds, set)
      return ("%s set by action %s at %s"):format(values.bounds(bounds), set.action,
         values.instant(set.at))
   end
   if low and high and low.action == high.action then
      return by({ min = low.value, max = high.value }, low)
   end
   local parts = {}
   if low then parts[#parts + 1] = by({ min = low.value }, low) end
   if high then parts[#parts + 1] = by({ max = high.value }, high) end
   return table.concat(parts, ", ")
end

local function effect_text(group)
   return ("capacity %d -> %d at once"):format(group.effect.from, group.effect.to)
end

local function group_lines(out, group)
   out:add(0, state_marks[group.state], title_of(group))
   for _, change in ipairs(group.changes) do
      if change.kind == "target" then
         target_lines(out, change)
         if group.effect then out:add(4, "!", effect_text(group)) end
      elseif change.kind == "tags" then
         tag_lines(out, change)
      elseif not change.is_part then
         part_lines(out, change, group.namespace)
      end
   end
   if group.reason then out:add(4, "!", group.reason .. ": not changed") end
   if group.capacity_after then
      out:add(4, "!", ("its capacity is set to %d"):format(group.capacity_after))
   end
   if group.suspended then out:add(4, "!", "SUSPENDED: " .. group.suspended) end
   if group.held then out:add(4, " ", held_text(group.held)) end
   for _, note in ipairs(group.notes) do out:add(4, " ", note) end
end

local function compact_line(out, group)
   local counts = {}
   for _, change in ipairs(group.changes) do
      if not change.is_part then
         counts[#counts + 1] = verb_marks[change.verb] .. (change.name or change.kind)
      end
   end
   local effect = group.effect and "  " .. effect_text(group) or ""
   out:add(0, state_marks[group.state], ("%s  %s%s%s"):format(title_of(group),
      table.concat(counts, " "), effect, group.reason and "  " .. group.reason or ""))
end

local function is_shown(group, options)
   if options.view == "full" then return true end
   if group.state == "unchanged" then
      return options.view == nil and (group.suspended ~= nil or group.held ~= nil)
   end
   return group.state ~= "ignored"
end

-- Footer --------------------------------------------------------------------------------------

local MAX_LISTED <const> = 8

local function list_lines(out, title, entries)
   if #entries == 0 then return end
   out:gap()
   out:add(0, "!", title:format(#entries))
   for i = 1, math.min(#entries, MAX_LISTED) do
      local entry = entries[i]
      local owner = entry.owner and ("  '%s'"):format(entry.owner) or ""
      out:add(4, " ", ("%s  (%s)%s"):format(identity.name(entry), entry.cell, owner))
   end
   if #entries > MAX_LISTED then
      out:add(4, " ", ("and %d more"):format(#entries - MAX_LISTED))
   end
end

local function unmanaged_parts(plan)
   local entries = {}
   for _, group in ipairs(plan.groups) do
      for _, change in ipairs(group.unmanaged) do
         entries[#entries + 1] = { text = ("%s %s of %s  (%s)"):format(kind_words[change.kind],
            change.name, identity.name(group), group.cell) }
      end
   end
   return entries
end

local function part_list(out, plan)
   local entries = unmanaged_parts(plan)
   if #entries == 0 then return end
   out:gap()
   local hint = plan.deployment and " (--prune removes them)" or ""
   out:add(0, "!", ("%s live and not in the script%s"):format(
      plural(#entries, "policy or action is", "policies or actions are"), hint))
   for i = 1, math.min(#entries, MAX_LISTED) do out:add(4, " ", entries[i].text) end
   if #entries > MAX_LISTED then
      out:add(4, " ", ("and %d more"):format(#entries - MAX_LISTED))
   end
end

local function footer(out, plan)
   part_list(out, plan)
   list_lines(out, "%d owned, not in the script any more (--prune removes them)", plan.stale)
   list_lines(out, "%d owned by other deployments, left alone", plan.foreign)
   list_lines(out, "%d registered, owned by nobody, left alone", plan.unmanaged)
   for _, note in ipairs(plan.notes) do out:add(0, "!", note) end
end

-- Places where credentials were looked for are said once: they are the same for all cells.
local function failed_cells(out, plan)
   local providers
   for _, cell in ipairs(plan.cells) do
      if cell.error then
         out:add(0, "!", ("%s was not planned: %s"):format(cell.name, tostring(cell.error)))
         providers = providers or type(cell.error) == "table" and cell.error.providers
      end
   end
   for _, provider in ipairs(providers or {}) do
      out:add(2, "", ("%s: %s"):format(provider.name, provider.reason))
   end
end

---The last line: counts, calls, time.
---@param plan moontide.deploy.Plan
---@return string
function M.summary(plan)
   local summary = plan.summary
   local parts = {}
   local function add(count, text)
      if count > 0 then parts[#parts + 1] = ("%d %s"):format(count, text) end
   end
   add(summary.register, "to register")
   local adopted = summary.adopt > 0 and (" (%d adopted)"):format(summary.adopt) or ""
   add(summary.change, "to change" .. adopted)
   add(summary.remove, "to remove")
   local is_empty = #parts == 0
   add(summary.refused, "refused")
   add(summary.ignored, "ignored")
   add(summary.unchanged, "unchanged")
   local figures = ("(%s, %.1f s)"):format(plural(summary.calls, "call"), plan.seconds)
   if is_empty and summary.failed_cells == 0 and summary.refused == 0 then
      local rest = #parts > 0 and " " .. table.concat(parts, ", ") or ""
      return ("No changes.%s %s"):format(rest, figures)
   end
   if #parts == 0 then parts[1] = "nothing could be read" end
   return ("Plan: %s %s"):format(table.concat(parts, ", "), figures)
end

---@param plan moontide.deploy.Plan
---@param options moontide.deploy.TextOptions?
---@return string
function M.plan(plan, options)
   options = options or {}
   local out = style.new(options)
   local show = options.view == "compact" and compact_line or group_lines
   for _, group in ipairs(plan.groups) do
      if is_shown(group, options) then show(out, group) end
   end
   if options.view ~= "only-changes" then footer(out, plan) end
   failed_cells(out, plan)
   for _, guard in ipairs(plan.guards) do out:add(0, "!", "cannot be applied: " .. guard) end
   out:gap()
   out:plain(M.summary(plan))
   return out:text()
end

return M
