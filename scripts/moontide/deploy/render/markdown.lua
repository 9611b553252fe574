-- A plan for the comment of a pull request: figures first, the blocks as a diff below.
local text = require "moontide.deploy.render.text"

local M = {}

local MAX_BYTES <const> = 60000 -- a comment has room for 65,536

-- Marks at the beginning of lines, as diffs have them; "~" is "!" there.
local function diff_line(line)
   local indent, mark, rest = line:match("^( *)(%-/%+) (.*)$")
   if not mark then indent, mark, rest = line:match("^( *)([-+~!]) (.*)$") end
   if not mark then return "  " .. line end
   local sign = (mark == "~" or mark == "-/+") and "!" or mark == "!" and "#" or mark
   return ("%s %s%s"):format(sign, indent, rest)
end

-- Whole lines up to the limit.
local function cut(body)
   if #body <= MAX_BYTES then return body, "" end
   local short = body:sub(1, MAX_BYTES):match("^(.*\n)") or ""
   return short, "\nThe plan is longer than fits here; `moontide plan` shows all of it.\n"
end

---@param plan moontide.deploy.Plan
---@param options moontide.deploy.TextOptions?
---@return string
function M.plan(plan, options)
   local given = { view = options and options.view }
   local lines = {}
   for line in text.plan(plan, given):gmatch("([^\n]*)\n") do
      lines[#lines + 1] = diff_line(line)
   end
   table.remove(lines) -- the summary is the title
   while lines[1] and lines[#lines]:find("^%s*$") do table.remove(lines) end
   local title = ("### moontide%s\n\n**%s**\n"):format(
      plan.deployment and (": " .. plan.deployment) or "", text.summary(plan))
   if #lines == 0 then return title end
   local body, rest = cut(table.concat(lines, "\n") .. "\n")
   local open = plan.summary.register + plan.summary.change + plan.summary.remove <= 20
   return ("%s\n<details%s><summary>Targets</summary>\n\n```diff\n%s```\n%s\n</details>\n"):format(
      title, open and " open" or "", body, rest)
end

return M
