-- AWS's cases, counted by file: prints passed/total, and holds docs/conformance.md to saying the
-- same and to naming every case that does not pass, and no other.
package.path = "spec/?.lua;" .. package.path
local conformance = require "support.conformance"
local files = require "moontide.files"
local json = require "moontide.json"

local suites = { "conformance.config", "conformance.credentials", "conformance.endpoints",
   "conformance.skew", "conformance.retries", "conformance.protocol" }

local document = assert(files.read("docs/conformance.md"))
local problems, is_skipped = {}, false

---The rows "| `case` | … |" of the section that is called after the file.
local function named_cases(name)
   local section = document:match("\n## [^\n]*" .. name:gsub("%p", "%%%0") .. "[^\n]*\n(.-)\n## ")
   local cases = {}
   for id in (section or ""):gmatch("\n| `([^`]+)` |") do cases[id] = true end
   return cases
end

---Whether the page's table says so.
local function is_said(name, passed, total)
   local row = ("\n| `%s` |"):format(name):gsub("%p", "%%%0")
   return document:find(("%s[^\n]*| %d of %d |"):format(row, passed, total)) ~= nil
end

local function compare(name, rows)
   local passed, deviations = 0, named_cases(name)
   for _, row in ipairs(rows) do
      local id = row.id
      if row.passed then passed = passed + 1 end
      if row.passed and deviations[id] then
         problems[#problems + 1] = ("%s: %s passes, and the page says it does not"):format(name, id)
      elseif not row.passed and not deviations[id] then
         problems[#problems + 1] = ("%s: %s: %s"):format(name, id, json.encode(row.answer))
      end
   end
   print(("%-48s %4d/%d"):format(name, passed, #rows))
   if not is_said(name, passed, #rows) then
      problems[#problems + 1] = ("%s: %d of %d is not what the page says"):format(name, passed,
         #rows)
   end
end

for _, suite in ipairs(suites) do
   for _, file in ipairs(require(suite).files) do
      local rows = (file.run or conformance.rows)(file.run and file.name or file)
      if rows then
         compare(file.name, rows)
      else
         is_skipped = true
         print(("%-48s no such cases at hand"):format(file.name))
      end
   end
end
for _, problem in ipairs(problems) do print(problem) end
if #problems > 0 then error(#problems .. " differences from docs/conformance.md", 0) end
if is_skipped then print("SKIPPED") end
