-- What the library's own source says of its functions: the annotations above them. So types and
-- source cannot differ.
local M = {}

local cache = {}

local function text_of(name)
   local file <close> = io.open(name, "rb")
   if file then return file:read("a") end
   -- Inside the program, which reads its scripts out of itself.
   local read = package.loaded["moontide.scripts"]
   return read and read(name) or error("the source of " .. name .. " is not at hand", 0)
end

local function lines_of(fn)
   local name = debug.getinfo(fn, "S").source:gsub("^@", "")
   if not cache[name] then
      local lines = {}
      for line in (text_of(name) .. "\n"):gmatch("(.-)\r?\n") do lines[#lines + 1] = line end
      cache[name] = lines
   end
   return cache[name]
end

-- The lines of a comment that ends at a line.
local function comment_above(lines, last)
   local first = last
   while first > 0 and lines[first]:find("^%-%-%-") do first = first - 1 end
   return table.move(lines, first + 1, last, 1, {})
end

-- Classes that a comment names, from the lines that describe them.
local function add_classes(lines, comment, classes)
   for name in table.concat(comment, "\n"):gmatch("moontide%.[%w_.]*%u%w*") do
      for i, line in ipairs(lines) do
         if line:match("^%-%-%-@class ([%w_.]+)") == name and not classes[name] then
            local last = i
            while lines[last + 1] and lines[last + 1]:find("^%-%-%-@field") do last = last + 1 end
            classes[name] = table.move(lines, i, last, 1, {})
            classes[#classes + 1] = name
            add_classes(lines, classes[name], classes)
         end
      end
   end
end

local function joined(lines, others)
   local all = table.move(lines, 1, #lines, 1, {})
   for _, other in ipairs(others) do
      local more = lines_of(other)
      table.move(more, 1, #more, #all + 1, all)
   end
   return all
end

---What stands above a function: its comment, its parameters, and classes that these name.
---@param fn function
---@param classes table filled with further classes: names, and lines by name
---@param others function[] whose files may describe these classes, too
---@return string[] comment
---@return string parameters
function M.of(fn, classes, others)
   local lines = lines_of(fn)
   local first = debug.getinfo(fn, "S").linedefined
   local comment = comment_above(lines, first - 1)
   add_classes(joined(lines, others), comment, classes)
   return comment, lines[first]:match("%((.-)%)") or "..."
end

return M
