-- Every target says who owns it and what it is for; the cost centre is a number.
local required <const> = { "team", "env" }
local environments <const> = { dev = true, test = true, prod = true }

hook("validate", function(target)
   for _, key in ipairs(required) do
      if not target.tags[key] then deny(("the tag '%s' is missing"):format(key)) end
   end
   local env = target.tags.env
   if env and not environments[env] then deny(("there is no environment '%s'"):format(env)) end
   local centre = target.tags["cost-center"]
   if centre and not centre:find("^%d+$") then
      deny(("the cost center '%s' is no number"):format(centre))
   end
end)
