// the rooms that hang on the account: few come here, and then often to several; one file of them keeps the first view small
export { ReceivedView } from '@/features/install/received-view';
export { NoticesView } from '@/features/notices/notices-view';
export { OwnDataView } from '@/features/own-data/own-data-view';
export { PurchasesView } from '@/features/payments/purchases-view';
export { WebhookView } from '@/features/webhooks/webhook-view';
export { WebhooksView } from '@/features/webhooks/webhooks-view';
