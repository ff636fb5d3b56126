package intake.local;

import java.util.List;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.plugins.Plugin;

/**
 * Registers one index setting of OpenSearch's lifecycle plugin and nothing else: Tasklist 8.6 names it in its templates
 * even when the lifecycle is off, and a plain OpenSearch refuses settings it does not know.
 */
public final class LifecyclePolicySetting extends Plugin {

  @Override
  public List<Setting<?>> getSettings() {
    return List.of(
        Setting.simpleString(
            "index.plugins.index_state_management.policy_id",
            Property.IndexScope,
            Property.Dynamic));
  }
}
