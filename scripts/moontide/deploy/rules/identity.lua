-- Resource ids in detail, and the role.
local dimensions = require "moontide.scaling.dimensions"
local names = require "moontide.sagemaker.names"
local resource = require "moontide.deploy.resource"

local M = {}

M[#M + 1] = { name = "endpoint-name", severity = "error", applies = "target",
   reason = "SageMaker's names have 1 to 63 letters and digits with hyphens between them, so "
      .. "there is no such resource",
   source = "CreateEndpoint, CreateEndpointConfig, CreateInferenceComponent",
   fix = "write the name as ListEndpoints shows it, or take it from sagemaker.variants",
   check = function(target, say)
      if target.namespace ~= "sagemaker" then return end
      local parts = resource.parts(target.resource_id)
      for _, part in ipairs { "endpoint", "variant", "component" } do
         local problem = parts[part] and names.name_problem(parts[part])
         if problem then
            say(("the %s's name '%s' %s"):format(
               part == "component" and "inference component" or part, parts[part], problem))
         end
      end
   end }

M[#M + 1] = { name = "role-arn", severity = "error", applies = "target",
   reason = "AWS refuses what is no ARN of a role",
   source = "RegisterScalableTarget, RoleARN", fix = "arn:aws:iam::<account>:role/<name>",
   check = function(target, say)
      local role = target.role_arn
      if role and not role:find("^arn:[%w-]+:iam::%d%d%d%d%d%d%d%d%d%d%d%d:role/.+$") then
         say(("'%s' is not the ARN of a role"):format(role))
      end
   end }

M[#M + 1] = { name = "role-missing", severity = "error", applies = "target",
   reason = "this namespace has no service-linked role, so AWS needs one to be named",
   source = "Application Auto Scaling guide, service-linked roles", fix = "role_arn = \"arn:…\"",
   check = function(target, say)
      local namespace = dimensions.namespaces[target.namespace]
      if namespace and not namespace.role and not target.role_arn then
         say(("%s needs a role_arn"):format(target.namespace))
      end
   end }

M[#M + 1] = { name = "role-ignored", severity = "warning", applies = "target",
   reason = "AWS uses its service-linked role for this namespace whatever is named",
   source = "Application Auto Scaling guide, service-linked roles", fix = "leave role_arn out",
   check = function(target, say)
      local namespace = dimensions.namespaces[target.namespace]
      if namespace and namespace.role and target.role_arn then
         say(("role_arn has no effect for %s: the role is %s%s"):format(target.namespace,
            "AWSServiceRoleForApplicationAutoScaling_", namespace.role))
      end
   end }

M[#M + 1] = { name = "unsupported-way", severity = "error", applies = "target",
   reason = "AWS refuses this kind of scaling for the namespace",
   source = "Application Auto Scaling guide, services that can be used",
   fix = "scale it another way",
   check = function(target, say)
      local refused = {}
      for _, policy in ipairs(target.policies) do
         if not dimensions.supports(target.namespace, policy.type) then
            refused[#refused + 1] = { policy, policy.type .. " policies" }
         end
      end
      for _, action in ipairs(target.schedules) do
         if not dimensions.supports(target.namespace, "Scheduled") then
            refused[#refused + 1] = { action, "scheduled actions" }
         end
      end
      for _, entry in ipairs(refused) do
         say { where = entry[1].where, message = ("%s can have no %s"):format(target.namespace,
            entry[2]) }
      end
   end }

return M
