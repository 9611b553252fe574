-- Prints the answers of `moontide api` in the format that is asked for.
local core = require "moontide.core"
local document = require "moontide.api.document"
local listing = require "moontide.api.listing"
local ordered = require "moontide.ordered"
local problem = require "moontide.api.problem"

local M = {}

local DEFAULT_WIDTH <const> = 80

local function is_empty_object(value)
   return ordered.is_object(value) and next(value) == nil
end

local write = {} -- by format

function write.json(_, value)
   if is_empty_object(value) then return end
   io.stdout:write(require("moontide.output.json").pretty(value), "\n")
end

function write.text(_, value)
   io.stdout:write(require("moontide.output.text").format(value))
end

function write.table(printer, value)
   local is_coloured = printer.color == "on" or printer.color == "always"
   if printer.color == "auto" then
      is_coloured = require("moontide.cli.report").is_coloured("auto", core.is_tty(1))
   end
   io.stdout:write(require("moontide.output.table").format(printer.title, value,
      { width = core.columns(1) or DEFAULT_WIDTH, is_coloured = is_coloured }))
end

function write.yaml(_, value)
   if is_empty_object(value) then return end
   io.stdout:write(require("moontide.output.yaml").format(value))
end

write["yaml-stream"] = function(_, value)
   if is_empty_object(value) then return end
   io.stdout:write(require("moontide.output.yaml").format(ordered.list { value }))
end

local Printer = {}
Printer.__index = Printer

function Printer:show(value)
   if self.query then
      local found, why = self.query.search(value)
      if found == nil then
         error(core.error { status = "usage", message = "--query: " .. why }, 0)
      end
      value = found
   end
   local ok, err = pcall(write[self.format], self, value)
   if ok then return end
   if type(err) ~= "table" or not err.output then error(err, 0) end
   error(core.error { status = "usage", message = err.output }, 0)
end

-- As the command line, the environment or the profile has it.
local function choose_format(result)
   if result.globals.output then return result.globals.output end
   local settings <close> = assert(core.settings {
      profile = result.globals.profile or result.profile })
   local output = settings:get "output"
   if not output.value then return "json" end
   return write[output.value] and output.value
      or problem.raise("output is '%s' (from %s), which is no format", output.value, output.origin)
end

local function compile(text)
   if not text then return nil end
   local query, why = require("moontide.jmespath").compile(text)
   return query or problem.raise("--query: %s", why)
end

-- Pages as they come: lines need not wait for the last one.
local function show_pages(printer, call, paginator, request, limits)
   local resume = listing.each_page(call, paginator, request, limits, function(page)
      printer:show(printer.format == "text" and listing.lists(paginator, page) or page)
   end)
   if resume and printer.format == "text" then
      printer:show(ordered.object({ NextToken = { NextToken = resume } }, { "NextToken" }))
   end
end

local STREAMED <const> = { text = true, ["yaml-stream"] = true }

---@param result moontide.api.Arguments
function M.new(result)
   local printer = setmetatable({
      format = choose_format(result), query = compile(result.globals.query),
      color = result.globals.color or "auto", title = result.operation,
   }, Printer)
   local dress = document.dresser(result.model:shape(result.operation, "output"))
   local parts = {}

   ---Prints the output of one call.
   function parts.answer(output) printer:show(dress(output)) end

   ---Prints a document as JSON, whatever the options say.
   function parts.json(value) write.json(printer, value) end

   ---Sends the calls of a listing and prints what they give.
   function parts.listing(call, paginator, request, limits)
      local function dressed(page_request) return dress(call(page_request)) end
      if STREAMED[printer.format] then
         show_pages(printer, dressed, paginator, request, limits)
      else
         printer:show(listing.whole(dressed, paginator, request, limits))
      end
   end

   return parts
end

return M
