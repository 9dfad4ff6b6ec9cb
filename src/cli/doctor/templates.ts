/** The doctor's look at the templates: every notice complete in every language that desk.yaml names. */
import { templatesFolder } from "../../config/templates-folder.ts";
import { checkTemplates, describeFault } from "../../mail/check-templates.ts";
import { readTemplates } from "../../mail/template-files.ts";
import { attempt, type Finding, fault, ok } from "./finding.ts";

export async function lookAtTemplates(): Promise<Finding[]> {
  return attempt("templates", async () => {
    const languages = readTemplates(templatesFolder);
    const faults = checkTemplates(languages);
    if (faults.length === 0) {
      return [ok("templates", `complete in ${languages.map((one) => one.language).join(", ")}`)];
    }
    const hint = "restore the templates folder of this release, or mend the template";
    return faults.map((one) => fault("templates", "template_fault", describeFault(one), hint));
  });
}
