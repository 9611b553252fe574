-- moontide list: the live targets, with what hangs on them.
local scope = require "moontide.cli.scope"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

local function count(records)
   local number = 0
   for _ in pairs(records) do number = number + 1 end
   return number
end

local function row_of(entry)
   local live = require "moontide.deploy.live"
   local target = entry.target
   return { entry.cell.name, require("moontide.deploy.identity").name(target),
      tostring(target.min), tostring(target.max), tostring(count(target.policies)),
      tostring(count(target.schedules)),
      require("moontide.deploy.ownership").owner(target) or "-",
      live.suspended_text(target.suspended) or "-" }
end

local function text_of(entries)
   local rows = { { "WHERE", "TARGET", "MIN", "MAX", "POLICIES", "ACTIONS", "OWNER",
      "SUSPENDED" } }
   for _, entry in ipairs(entries) do rows[#rows + 1] = row_of(entry) end
   return require("moontide.cli.columns").text(rows)
end

-- What could not be read is no empty fleet.
local function cells_of(read)
   local document = require "moontide.deploy.render.document"
   local list = require("moontide.json").array {}
   for i, entry in ipairs(read) do
      list[i] = { name = entry.cell.name, region = entry.cell.region, profile = entry.cell.profile,
         error = entry.error and document.error(entry.error) }
   end
   return list
end

local function document_of(entries, read)
   local json = require "moontide.json"
   local list = json.array {}
   for i, entry in ipairs(entries) do
      local row = {}
      for key, value in pairs(entry.target) do row[key] = value end
      row.has_exact_tags = nil
      row.cell, row.region, row.profile = entry.cell.name, entry.cell.region, entry.cell.profile
      list[i] = row
   end
   return { type = "targets", version = "1.1", targets = list, cells = cells_of(read) }
end

local function run(command)
   local given = command.options
   return planning.guarded(command, "targets", function()
      local read = scope.read(given, { glob = command.operand, with_tags = not given["no-tags"] })
      local entries = scope.all(read)
      if given.json then
         io.stdout:write(planning.json_text(document_of(entries, read)))
      elseif #entries > 0 then
         io.stdout:write(text_of(entries))
      end
      local code = scope.tell_failures(read)
      if #entries == 0 and not code and not given.json then
         io.stderr:write("moontide: no such targets\n")
      end
      return code or 0
   end)
end

return {
   name = "list",
   operand = "[GLOB]",
   summary = "list live targets",
   examples = [[
  moontide list                                 SageMaker's, in the Region of your settings
  moontide list 'endpoint/ranker-*' --regions us-east-1,eu-west-1
  moontide list --all-namespaces --json
]],
   options = shared.join({
      { name = "json", help = "one JSON document" },
      { name = "no-tags", help = "do not ask whose they are" },
   }, scope.options, shared.connection),
   run = run,
}
