-- What the house adds to every target, so that scripts need not say it; how policies are called.
hook("transform", function(target)
   target.tags["managed-by"] = "moontide"
   target.tags.env = target.tags.env or "dev"
   return target
end)

hook("validate_policy", function(policy)
   if not policy.name:find("^%l[%w-]*$") then
      return warn(('policy "%s": names are small letters, digits and hyphens'):format(policy.name))
   end
end)
