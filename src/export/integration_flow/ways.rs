//! How to get integration flows out of Cloud Integration (connectors.md a.8).

use crate::export::Way;

pub(super) static WAYS: &[Way] = &[
    Way {
        title: "Download of an artifact",
        steps: &[
            "In Cloud Integration choose Design (Integrations and APIs), open the package, and go to its Artifacts.",
            "Choose Actions > Download for the integration flow, and save the ZIP into the folder of its system: basislint reads it as it is.",
            "If you unpack it, keep its folders: src/main/resources/parameters.prop holds the values of the parameters of the flows beside it.",
            "What is downloaded is what was designed: values that were set with Configure are in parameters.prop only if they were saved there.",
        ],
        seen: "Files of flows and of parameters were read as SAP publishes them; the steps were not seen at first hand.",
    },
    Way {
        title: "Export of a package",
        steps: &[
            "In Cloud Integration choose Design, open the package, and choose Export.",
            "Save the ZIP into the folder of its system: basislint reads the artifacts in it, which are ZIPs of names such as 0123..._content.",
        ],
        seen: "The layout of packages is known from those that SAP publishes; the steps were not seen at first hand.",
    },
];
