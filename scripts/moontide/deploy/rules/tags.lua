-- Tags of scalable targets.
local M = {}

local docs <const> = "Application Auto Scaling guide, tagging"
local owner_tag <const> = "moontide:deployment"

local function add(name, reason, fix, check)
   M[#M + 1] = { name = name, severity = "error", applies = "target", reason = reason, fix = fix,
      source = docs,
      check = function(target, say, scope)
         local keys = {}
         for key in pairs(target.tags or {}) do keys[#keys + 1] = tostring(key) end
         table.sort(keys)
         if keys[1] then check(target, say, keys, scope) end
      end }
end

local function where_of(target, key)
   return target.tag_wheres and target.tag_wheres[key] or target.where
end

local function each(target, say, keys, problem_of)
   for _, key in ipairs(keys) do
      local problem = problem_of(key, target.tags[key])
      if problem then
         say { where = where_of(target, key), message = ('tag "%s": %s'):format(key, problem) }
      end
   end
end

local function length(text)
   return utf8.len(text) or #text
end

add("tag-key", "AWS takes 1 to 128 characters", "shorten it", function(target, say, keys)
   each(target, say, keys, function(key)
      if key == "" or length(key) > 128 then
         return ("the key has %d characters"):format(length(key))
      end
   end)
end)

add("tag-value", "AWS takes up to 256 characters", "shorten it", function(target, say, keys)
   each(target, say, keys, function(_, value)
      if type(value) == "string" and length(value) > 256 then
         return ("the value has %d characters"):format(length(value))
      end
   end)
end)

add("tag-characters", "AWS takes letters, digits, spaces and + - = . _ : / @",
   "leave other characters out", function(target, say, keys)
      each(target, say, keys, function(key, value)
         local bad = key:match("[^%w%s+%-=._:/@\x80-\xFF]")
            or type(value) == "string" and value:match("[^%w%s+%-=._:/@\x80-\xFF]")
         return bad and ("'%s' cannot stand in a tag"):format(bad)
      end)
   end)

add("tag-reserved", "keys that begin with aws: are AWS's, and moontide:deployment says who owns "
   .. "the target", "another key; deployment { name = … } sets the owner",
   function(target, say, keys)
      each(target, say, keys, function(key)
         if key:lower():find("^aws:") then return "begins with aws:" end
         if key == owner_tag then return "is set by the deployment's name" end
      end)
   end)

add("tag-count", "a target has at most 50 tags, the owner's among them", "fewer tags",
   function(_, say, keys, scope)
      local count = #keys + (scope.deployment.name and 1 or 0)
      if count > 50 then say(("the target has %d tags"):format(count)) end
   end)

return M
