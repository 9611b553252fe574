-- moontide activities [GLOB]: what scaling has done lately, and what it has not and why.
local planning = require "moontide.cli.planning"
local render = require "moontide.deploy.render.activities"
local scope = require "moontide.cli.scope"
local shared = require "moontide.cli.shared_options"
local values = require "moontide.cli.values"

local DEFAULT_LIMIT <const> = 20

local function read_target(entry, given)
   local target, list = entry.target, {}
   local input = require("moontide.deploy.identity").request(target)
   input.IncludeNotScaledActivities = given["not-scaled"] or nil
   for page in entry.cell:pages("application-autoscaling", "DescribeScalingActivities", input) do
      for _, row in ipairs(page.ScalingActivities or {}) do
         if #list < given.limit then list[#list + 1] = { cell = entry.cell.name, row = row } end
      end
      if #list >= given.limit then break end
   end
   return list
end

-- The newest of all, newest first.
local function newest(lists, limit)
   local all = {}
   for _, list in ipairs(lists) do table.move(list, 1, #list, #all + 1, all) end
   table.sort(all, function(a, b)
      if a.row.StartTime ~= b.row.StartTime then return a.row.StartTime > b.row.StartTime end
      return a.row.ActivityId < b.row.ActivityId
   end)
   return table.move(all, 1, math.min(limit, #all), 1, {})
end

local function document_of(entries)
   local list = require("moontide.json").array {}
   for i, entry in ipairs(entries) do
      local row = { cell = entry.cell }
      for key, value in pairs(entry.row) do row[key] = value end
      list[i] = row
   end
   return { type = "activities", version = "1.0", activities = list }
end

local function run(command)
   local given = setmetatable({ limit = command.options.limit or DEFAULT_LIMIT },
      { __index = command.options })
   return planning.guarded({ options = command.options }, "activities", function()
      local read = scope.read(given, { glob = command.operand })
      local lists = require("moontide.task").map(scope.all(read), function(entry)
         return read_target(entry, given)
      end)
      local entries = newest(lists, given.limit)
      if given.json then
         io.stdout:write(planning.json_text(document_of(entries)))
      elseif #entries == 0 then
         io.stderr:write("moontide: no activities\n")
      end
      if not given.json then
         for _, entry in ipairs(entries) do
            io.stdout:write(render.text(entry.row, ("%s  (%s)"):format(entry.row.ResourceId,
               entry.cell)))
         end
      end
      return scope.tell_failures(read) or 0
   end)
end

return {
   name = "activities",
   operand = "[GLOB]",
   summary = "tell what scaling did, and did not and why",
   examples = [[
  moontide activities 'endpoint/ranker/*'       the newest 20
  moontide activities --not-scaled --limit 5    also why nothing happened
  moontide activities --json | jq '.activities[].Cause'
]],
   options = shared.join({
      { name = "limit", value = "N", read = values.positive_integer,
         help = "so many, the newest first (default 20)" },
      { name = "not-scaled", help = "also what did not lead to scaling, and why" },
      { name = "json", help = "one JSON document" },
   }, scope.options, shared.connection),
   run = run,
}
