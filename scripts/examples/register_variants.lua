#!/usr/bin/env moontide
-- Registers the SageMaker variants of a load-test table as scalable targets, in all Regions at
-- once, with the capacity that the table says each needs. What is registered so already is left
-- alone: a second run changes nothing. Rows that could not work are refused, with the reason.
--
--   moontide run --emulator register_variants.lua            without an AWS account
--   moontide run register_variants.lua -- TABLE.csv [--strict]
--
-- Exit code: 0; 3 with --strict if rows were refused; 5 if a target could not be registered.
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"

local SAFETY = 0.5 -- the share of its load-test maximum that an instance shall serve

local is_strict, path = false, arg[0]:gsub("[^/]*$", "") .. "load_test.csv"
for _, argument in ipairs(arg) do
   if argument == "--strict" then is_strict = true else path = argument end
end

-- From rows to targets, or to reasons why not ------------------------------------------------

local function number(text)
   return text:find("^%d+%.?%d*$") and tonumber(text) or nil
end

local COLUMNS = { "region", "endpoint", "variant", "instance_type", "max_rps_per_instance",
   "base_rpm", "peak_rpm" }

local function problem_of(row)
   for _, column in ipairs(COLUMNS) do
      local cell, problem = row[column] or "", nil
      if cell == "" then return column .. " is missing" end
      if column == "endpoint" or column == "variant" then
         problem = sagemaker.name_problem(cell)
      elseif column:find("_r?p[ms]") and not number(cell) then
         problem = "is not a number of 0 or more"
      end
      if problem then return ("%s '%s' %s"):format(column, cell, problem) end
   end
   local base, peak = number(row.base_rpm), number(row.peak_rpm)
   if not row.region:find("^%l%l+%-[%l-]+%-%d+$") then return row.region .. " is no Region" end
   if sagemaker.is_burstable(row.instance_type) then
      return row.instance_type .. " is burstable: AWS does not scale such instances"
   elseif not sagemaker.is_instance_type(row.instance_type) then
      return row.instance_type .. " is no instance type"
   elseif number(row.max_rps_per_instance) == 0 then return "its instances serve nothing"
   elseif peak == 0 then return "peak_rpm is 0: there is nothing to scale for"
   elseif base > peak then return ("base_rpm %s is above peak_rpm %s"):format(base, peak) end
end

local function target_of(row)
   local value = sagemaker.invocations_per_instance {
      max_rps = number(row.max_rps_per_instance), safety = SAFETY }
   return {
      region = row.region, line = row.line,
      value = value, -- invocations a minute and instance: what a tracking policy would hold
      id = sagemaker.variant_resource_id(row.endpoint, row.variant),
      min = sagemaker.instances_for { rpm = number(row.base_rpm), target = value },
      max = sagemaker.instances_for { rpm = number(row.peak_rpm), target = value },
   }
end

local rows = moontide.csv.read(path)
for _, column in ipairs(COLUMNS) do
   local is_there = #rows == 0
   for _, row in ipairs(rows) do is_there = is_there or row[column] ~= nil end
   if not is_there then error(("%s has no column '%s'"):format(path, column), 0) end
end
local targets, refused, row_of = {}, {}, {}
for index, row in ipairs(rows) do
   local key = ("%s/%s/%s"):format(row.region, row.endpoint, row.variant)
   local problem = problem_of(row) or row_of[key] and "the same variant as row " .. row_of[key]
   if problem then
      table.insert(refused, ("  row %d (line %d): %s"):format(index, row.line, problem))
   else
      row_of[key] = index
      table.insert(targets, target_of(row))
   end
end

-- What is registered; what is not as wanted; registering it ----------------------------------

local regions, clients, counts = {}, {}, {}
for _, target in ipairs(targets) do
   local region = target.region
   if not clients[region] then
      table.insert(regions, region)
      clients[region] = moontide.client("application-autoscaling", { region = region })
      counts[region] = { registered = 0, unchanged = 0, failed = 0, min = 0, max = 0,
         low = math.huge, high = 0 }
   end
end

local function read_capacities()
   local found = {}
   moontide.map(regions, function(region)
      local filter = { ServiceNamespace = sagemaker.NAMESPACE }
      for live in clients[region]:each("DescribeScalableTargets", filter) do
         if live.ScalableDimension == sagemaker.VARIANT_DIMENSION then
            found[region .. live.ResourceId] = live.MinCapacity .. " to " .. live.MaxCapacity
         end
      end
   end)
   return function(target)
      return found[target.region .. target.id] == target.min .. " to " .. target.max
   end
end

local was_as_wanted = read_capacities()
local wanted = {}
for _, target in ipairs(targets) do
   if not was_as_wanted(target) then table.insert(wanted, target) end
end
local _, errors = moontide.map(wanted, function(target)
   clients[target.region]:register_scalable_target {
      ServiceNamespace = sagemaker.NAMESPACE, ScalableDimension = sagemaker.VARIANT_DIMENSION,
      ResourceId = target.id, MinCapacity = target.min, MaxCapacity = target.max,
   }
end, { on_error = "collect" })
local is_as_wanted = #wanted > 0 and read_capacities() or was_as_wanted

-- The report ---------------------------------------------------------------------------------

local reasons, failed = {}, {}
for _, failure in ipairs(errors) do reasons[failure.item] = tostring(failure.error) end
for _, target in ipairs(targets) do
   local count = counts[target.region]
   local outcome = was_as_wanted(target) and "unchanged"
      or is_as_wanted(target) and "registered" or "failed"
   count[outcome] = count[outcome] + 1
   count.min, count.max = count.min + target.min, count.max + target.max
   count.low, count.high = math.min(count.low, target.value), math.max(count.high, target.value)
   if outcome == "failed" then
      local reason = reasons[target] or "registered, but it reads back otherwise"
      table.insert(failed, ("  line %d, %s: %s"):format(target.line, target.id, reason))
   end
end

local LINE = "%-16s %10s %10s %8s   %-14s %s"
print(LINE:format("Region", "registered", "unchanged", "failed", "instances", "target value"))
for _, region in ipairs(regions) do
   local count = counts[region]
   print(LINE:format(region, count.registered, count.unchanged, count.failed,
      count.min .. " to " .. count.max, ("%.0f to %.0f a minute"):format(count.low, count.high)))
end
if #refused > 0 then print("\nRefused:\n" .. table.concat(refused, "\n")) end
if #failed > 0 then print("\nFailed:\n" .. table.concat(failed, "\n")) end
local stats = moontide.stats()
print(("\n%d targets in %d Regions, %d rows refused; %d calls, %d retries, %.2f s"):format(#targets,
   #regions, #refused, stats.calls, stats.retries, stats.elapsed))
if #failed > 0 then os.exit(5) elseif is_strict and #refused > 0 then os.exit(3) end
