-- The history of alarms: configurations, states and actions, newest first. It outlives its alarm.
local core = require "moontide.core"
local clock = require "moontide.emulator.clock"
local failure = require "moontide.emulator.failure"
local paging = require "moontide.emulator.services.cloudwatch.paging"

local M = {}

local kept_items <const>, kept_seconds <const> = 100000, 30 * 86400
local max_summary <const>, page_cap <const> = 255, 100

local function collection(context)
   return context.collection("alarm history")
end

---@param context table
---@param name string   of the alarm
---@param kind "ConfigurationUpdate"|"StateUpdate"|"Action"
---@param summary string
---@param data table    becomes JSON
function M.add(context, name, kind, summary, data)
   local rows = collection(context)
   rows:add(tostring(rows.last + 1), { item = {
      AlarmName = name, AlarmType = "MetricAlarm", HistoryItemType = kind,
      Timestamp = clock.timestamp(context.clock.now()),
      HistorySummary = summary:sub(1, max_summary),
      HistoryData = assert(core.json_encode(data, { sorted = true })),
   } })
   if rows.size > kept_items then
      rows:remove(tostring(rows.last - kept_items))
   end
end

local function filter_of(input, now)
   local from, till = failure.number(input, "StartDate"), failure.number(input, "EndDate")
   from = math.max(from or 0, now - kept_seconds)
   return function(row)
      local item = row.item
      return (not input.AlarmName or item.AlarmName == input.AlarmName)
         and (not input.HistoryItemType or item.HistoryItemType == input.HistoryItemType)
         and item.Timestamp >= from and (not till or item.Timestamp <= till)
   end
end

function M.describe(input, context)
   local scope = table.concat({ "history", input.AlarmName or "", input.HistoryItemType or "",
      input.ScanBy or "", tostring(input.StartDate), tostring(input.EndDate) }, "\n")
   local rows, token = paging.rows(context, collection(context), {
      scope = scope, size = input.MaxRecords or page_cap, token = input.NextToken,
      accept = filter_of(input, context.clock.now()),
      newest_first = input.ScanBy ~= "TimestampAscending",
   })
   for i, row in ipairs(rows) do
      rows[i] = row.item
   end
   return { AlarmHistoryItems = rows, NextToken = token }
end

return M
